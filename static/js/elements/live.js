// What others do on this page while it is open: told in one line at its foot, never put above the reader.
const strip = document.querySelector("#live");
const told = new Map();
let source = null;
let heard = "";
let tries = 0;
let timer = 0;

const marks = () => [...document.querySelectorAll("[data-live]")];

function hang() {
  clearTimeout(timer);
  source?.close();
  source = null;
  heard = "";
}

function listen() {
  const wanted = [...new Set(marks().map((mark) => `on=${mark.dataset.live}`))].slice(0, 12).join("&");
  if (wanted === heard || document.hidden) return;
  hang();
  told.clear();
  show();
  if (!wanted) return;
  heard = wanted;
  source = new EventSource(`/live/?${wanted}`);
  source.addEventListener("open", () => {
    tries = 0;
  });
  source.addEventListener("message", (event) => tell(JSON.parse(event.data)));
  source.addEventListener("end", hang);
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    hang();
    if (tries < 5) timer = setTimeout(listen, 5e3 * 2 ** tries++);
  });
}

function tell(news) {
  for (const anchor of news.gone) document.getElementById(anchor)?.classList.add("is-gone");
  told.set(news.mark, news);
  show();
}

function show() {
  const [news] = [...told.values()].filter((each) => each.count).slice(-1);
  if (!news) {
    strip.replaceChildren();
    return;
  }
  const mark = marks().find((each) => each.dataset.live.startsWith(`${news.mark}.`));
  const link = strip.querySelector("a") ?? document.createElement("a");
  link.href = news.url || mark?.dataset.href || location.pathname;
  link.textContent = news.line;
  strip.replaceChildren(link);
}

if (strip) {
  addEventListener("load", () => {
    timer = setTimeout(listen, 800);
  });
  addEventListener("pagehide", hang);
  addEventListener("pageshow", (event) => event.persisted && listen());
  document.addEventListener("htmx:afterSettle", listen);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(hang, 60e3);
    else listen();
  });
}

// The next new post: on this page, from where one is; behind its end, where the server finds it.
let last = null;

function step(event) {
  const link = event.target.closest("a[data-next]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const fresh = [...document.querySelectorAll(".post[data-unread]")];
  const next = fresh[last ? fresh.indexOf(last) + 1 : 0];
  event.preventDefault();
  if (!next) {
    location.assign(link.dataset.next);
    return;
  }
  last = next;
  next.scrollIntoView({ block: "start" });
  const heading = next.querySelector("h2, h3");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

document.addEventListener("click", step);

// Pictures that came late moved the post one was led to: look at it again, unless the reader has moved on.
const target = document.getElementById(location.hash.slice(1));
if (target?.matches(".post")) {
  let moved = false;
  const note = () => {
    moved = true;
  };
  ["wheel", "touchmove", "keydown", "pointerdown"].forEach((kind) =>
    addEventListener(kind, note, { once: true, passive: true }),
  );
  addEventListener("load", () => moved || target.scrollIntoView({ block: "start" }));
}

// Words marked in a post come into the reply as a quotation.
let quoted = "";
function keep(event) {
  const reply = event.target.closest?.(".post-acts a[hx-get]");
  if (!reply) return;
  const chosen = getSelection();
  const body = reply.closest(".post-main")?.querySelector(".post-body");
  quoted = body && !chosen.isCollapsed && body.contains(chosen.anchorNode) ? chosen.toString().trim() : "";
}
document.addEventListener("pointerdown", keep);
document.addEventListener("keydown", (event) => event.key === "Enter" && keep(event));
document.addEventListener("htmx:afterSettle", () => {
  const field = document.querySelector("#reply textarea");
  if (!quoted || !field) return;
  field.value = `${quoted.replace(/^/gm, "> ")}\n\n${field.value}`;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  quoted = "";
});

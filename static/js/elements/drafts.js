// What is being written is kept on this device until it has arrived: textarea[data-draft="a name for the place"];
// and on the server, every five seconds at most, where there is a data-draft-url.
const person = document.querySelector('meta[name="person"]')?.content ?? "";
const prefix = `draft:${person}:`;
const days = 30;
const pause = 5000;

const keyOf = (area) => `${prefix}${area.dataset.draft || location.pathname + "#" + area.name}`;
const areas = (root) => root.querySelectorAll("textarea[data-draft]");

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden store: the page works without it.
  }
}

function keep(area) {
  const text = area.value;
  const token = area.dataset.draftUrl && area.form?.elements.token?.value;
  write(keyOf(area), text.trim() && text !== area.defaultValue ? { text, token, at: Date.now() } : null);
}

function restore(area) {
  const kept = read(keyOf(area));
  const older = kept && kept.at <= Number(area.dataset.draftAt ?? 0);
  if (!kept || kept.sent || (area.value.trim() && !Number(area.dataset.draftAt)) || older) return;
  area.value = kept.text;
  tell(area);
}

function tell(area, what) {
  const note = area.form?.querySelector("[data-draft-note]");
  if (!note) return;
  if (what) note.textContent = note.dataset[what];
  note.hidden = false;
}

// The server says by a cookie what was posted: only that leaves this device.
function arrived() {
  const token = document.cookie.match(/(?:^|; )arrived=([\w-]+)/)?.[1];
  if (token) document.cookie = "arrived=; max-age=0; path=/";
  return token;
}

async function save(area) {
  const { draftUrl, draftVersion } = area.dataset;
  if (!draftUrl || "draftStale" in area.dataset || !area.isConnected) return;
  const body = new FormData(area.form);
  body.delete("files");
  body.set("version", draftVersion);
  try {
    const answer = await fetch(draftUrl, { method: "POST", body });
    if (answer.status === 409) {
      area.dataset.draftStale = "";
      tell(area, "elsewhere");
    } else if (answer.ok) area.dataset.draftVersion = (await answer.json()).version;
  } catch {
    // No connection: it is kept on this device, and tried again with the next key.
  }
}

function refused(key) {
  const area = [...areas(document)].find((each) => keyOf(each) === key);
  return document.querySelector("[data-problem]") ?? area?.form?.querySelector(".form-summary, [aria-invalid]");
}

// A page that came by a plain visit and tells of no problem means that what was sent has arrived.
function settle() {
  const token = arrived();
  const isVisit = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
    const kept = read(key);
    if (!kept || Date.now() - kept.at > days * 864e5) write(key, null);
    else if (kept.sent) {
      const gone = kept.token ? kept.token === token : isVisit && !refused(key);
      write(key, gone ? null : { ...kept, sent: false });
    }
  }
}

let timer = 0;
const saving = new Map();
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("textarea[data-draft]")) return;
  clearTimeout(timer);
  timer = setTimeout(keep, 800, event.target);
  if (saving.has(event.target)) return;
  saving.set(event.target, setTimeout(() => {
    saving.delete(event.target);
    save(event.target);
  }, pause));
});
document.addEventListener("submit", (event) => {
  clearTimeout(timer);
  saving.forEach(clearTimeout);
  saving.clear();
  for (const area of areas(event.target)) {
    keep(area);
    const kept = read(keyOf(area));
    if (kept) write(keyOf(area), { ...kept, sent: true });
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.querySelectorAll || !areas(event.target).length) return;
  const token = arrived();
  for (const area of areas(event.target)) {
    const kept = read(keyOf(area));
    const gone = kept?.token ? kept.token === token : event.detail.successful;
    if (kept?.sent) write(keyOf(area), gone ? null : { ...kept, sent: false });
    if (!event.detail.xhr?.status) tell(area, "offline");
  }
});
addEventListener("pagehide", () => {
  for (const area of areas(document)) {
    if (!area.form || read(keyOf(area))?.sent) continue;
    keep(area);
    if (!saving.has(area) || !area.dataset.draftUrl || "draftStale" in area.dataset) continue;
    const body = new FormData(area.form);
    body.delete("files");
    body.set("version", area.dataset.draftVersion);
    navigator.sendBeacon(area.dataset.draftUrl, body);
  }
});

try {
  settle();
  areas(document).forEach(restore);
} catch {
  // No store at all.
}
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll && areas(event.target).forEach(restore));

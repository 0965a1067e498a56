// What is being written is kept on this device until it has arrived: textarea[data-draft="a name for the place"].
const person = document.querySelector('meta[name="person"]')?.content ?? "";
const prefix = `draft:${person}:`;
const days = 30;

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
  write(keyOf(area), text.trim() && text !== area.defaultValue ? { text, at: Date.now() } : null);
}

function restore(area) {
  const kept = read(keyOf(area));
  if (!kept || kept.sent || area.value.trim()) return;
  area.value = kept.text;
  const note = area.form?.querySelector("[data-draft-note]");
  if (note) note.hidden = false;
}

function refused(key) {
  const area = [...areas(document)].find((each) => keyOf(each) === key);
  return document.querySelector("[data-problem]") ?? area?.form?.querySelector(".form-summary, [aria-invalid]");
}

// A page that came by a plain visit and tells of no problem means that what was sent has arrived.
function settle() {
  const isVisit = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
    const kept = read(key);
    if (!kept || Date.now() - kept.at > days * 864e5) write(key, null);
    else if (kept.sent) write(key, isVisit && !refused(key) ? null : { ...kept, sent: false });
  }
}

let timer = 0;
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("textarea[data-draft]")) return;
  clearTimeout(timer);
  timer = setTimeout(keep, 800, event.target);
});
document.addEventListener("submit", (event) => {
  clearTimeout(timer);
  for (const area of areas(event.target)) {
    keep(area);
    const kept = read(keyOf(area));
    if (kept) write(keyOf(area), { ...kept, sent: true });
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.querySelectorAll) return;
  for (const area of areas(event.target)) {
    const kept = read(keyOf(area));
    if (kept) write(keyOf(area), event.detail.successful ? null : { ...kept, sent: false });
  }
});
addEventListener("pagehide", () => areas(document).forEach((area) => area.form && !read(keyOf(area))?.sent && keep(area)));

try {
  settle();
  areas(document).forEach(restore);
} catch {
  // No store at all.
}
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll && areas(event.target).forEach(restore));

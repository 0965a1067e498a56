// What is being written is kept on this device until it has arrived: textarea[data-draft="a name for the place"];
// and on the server, every five seconds at most, where there is a data-draft-url. What could not be sent is sent later.
const person = document.querySelector('meta[name="person"]')?.content ?? "";
const prefix = `draft:${person}:`;
const left = `left:${person}`;
const days = 30;
const pause = 5000;
const day = 864e5;

const keyOf = (area) => `${prefix}${area.dataset.draft || location.pathname + "#" + area.name}`;
const areas = (root) => root.querySelectorAll("textarea[data-draft]");
const areaOf = (key) => [...areas(document)].find((each) => keyOf(each) === key);
const versionOf = (area) => Number(area.dataset.draftVersion ?? 0);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value && !localStorage.getItem(left)) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden store: the page works without it.
  }
}

const change = (key, fields) => read(key) && write(key, { ...read(key), ...fields });

function keep(area) {
  if (!area.isConnected) return;
  if (read(keyOf(area))?.waits) {
    wait(area.form);
    return;
  }
  const text = area.value;
  const token = area.dataset.draftUrl && area.form?.elements.token?.value;
  const isNew = text.trim() && text !== area.defaultValue;
  const link = area.form?.elements.link?.value;
  write(keyOf(area), isNew ? { text, link, token, version: versionOf(area), at: Date.now() } : null);
}

function tell(area, what) {
  const note = area.form?.querySelector("[data-draft-note]");
  if (!note) return;
  if (what) note.textContent = note.dataset[what];
  note.hidden = false;
}

// Words of this device continue those of the server, or stand beside newer ones from another device: then one chooses.
function restore(area) {
  const key = keyOf(area);
  const kept = read(key);
  if (!kept || kept.sent) return;
  const onServer = area.dataset.draftUrl && area.value.trim() && Number(area.dataset.draftAt);
  if (area.value.trim() && !onServer) return;
  if (onServer && kept.version !== versionOf(area)) {
    if (kept.text !== area.value && !area.value.startsWith(kept.text)) choose(area, { source: kept.text });
    return;
  }
  area.value = kept.text;
  if (kept.link && area.form?.elements.link) area.form.elements.link.value = kept.link;
  tell(area, kept.waits && "waiting");
  if (kept.waits) resume(area, kept);
}

function choose(area, { source, title, version }) {
  const box = area.form?.querySelector("[data-draft-choice]");
  if (!box) return;
  box.querySelector("[data-draft-theirs]").textContent = source;
  Object.assign(box, { hidden: false, other: { source, title, version } });
  area.dataset.draftStale = "";
}

function take(button) {
  const box = button.closest("[data-draft-choice]");
  const area = areas(box.closest("form"))[0];
  const { source, title, version } = box.other;
  const wanted = button.dataset.draftTake;
  if (wanted !== "mine") area.value = wanted === "both" ? `${source}\n\n${area.value}` : source;
  if (wanted === "theirs" && title && area.form.elements.title) area.form.elements.title.value = title;
  if (version) setVersion(area, version);
  delete area.dataset.draftStale;
  box.hidden = true;
  keep(area);
  save(area);
  area.focus();
}

function setVersion(area, version) {
  area.dataset.draftVersion = version;
  if (area.form?.elements.version) area.form.elements.version.value = version;
  change(keyOf(area), { version });
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
    if (answer.status === 409) choose(area, await answer.json());
    else if (answer.ok) setVersion(area, (await answer.json()).version);
  } catch {
    // No connection: it is kept on this device, and tried again with the next key.
  }
}

function refused(key) {
  return document.querySelector("[data-problem]") ?? areaOf(key)?.form?.querySelector(".form-summary, [aria-invalid]");
}

// A page that came by a plain visit and tells of no problem means that what was sent has arrived.
function settle() {
  const token = arrived();
  const isVisit = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  for (const key of keys()) {
    const kept = read(key);
    if (!kept || Date.now() - kept.at > days * day) write(key, null);
    else if (kept.sent) {
      const gone = kept.token ? kept.token === token : isVisit && !refused(key);
      write(key, gone ? null : { ...kept, sent: false });
    }
  }
}

const keys = () => Object.keys(localStorage).filter((each) => each.startsWith(prefix));

// No connection: the whole form waits here, with its token, so that however often it is sent it is posted once.
function wait(form) {
  const words = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  for (const area of areas(form)) {
    if (!area.dataset.draftUrl) continue;
    const known = { text: area.value, token: form.elements.token?.value, version: versionOf(area) };
    write(keyOf(area), { ...known, at: Date.now(), waits: words, action: form.action });
    tell(area, "waiting");
  }
}

function resume(area, { waits }) {
  for (const name of ["token", "to", "kind", "title", "link"]) {
    const value = waits.find(([each]) => each === name)?.[1];
    const field = area.form.elements[name];
    if (field && value !== undefined) field.value = value;
  }
}

let later = 0;
let tries = 0;
function sendWaiting() {
  clearTimeout(later);
  if (!navigator.onLine) return;
  for (const key of keys()) {
    const kept = read(key);
    if (!kept?.waits || Date.now() - kept.at > day) continue;
    const area = areaOf(key);
    if (!area) sendFrom(key, kept);
    else if (!("draftStale" in area.dataset)) {
      change(key, { waits: null });
      area.form.requestSubmit();
    }
  }
}

// From another page: quietly, by the same form.
async function sendFrom(key, { waits, action, token }) {
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!csrf || new URL(action).origin !== location.origin) return;
  const body = new FormData();
  for (const [name, value] of [...waits, ["csrfmiddlewaretoken", csrf]]) body.append(name, value);
  try {
    const answer = await fetch(action, { method: "POST", body, redirect: "manual" });
    if (arrived() === token) write(key, null);
    else if (answer.status >= 400 && answer.status < 500) change(key, { waits: null });
  } catch {
    tryLater();
  }
}

function tryLater() {
  clearTimeout(later);
  tries += 1;
  later = setTimeout(sendWaiting, Math.min(pause * 2 ** tries, 60_000));
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
// Signing out leaves nothing on a machine that others use; what was saved waits on the server.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-leaves]")) return;
  try {
    keys().forEach((key) => localStorage.removeItem(key));
    localStorage.setItem(left, "1");
  } catch {
    // No store, nothing left.
  }
});
addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const isSent = !event.submitter?.name && [...areas(form)].some((area) => area.dataset.draftUrl);
    if (navigator.onLine || !isSent) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wait(form);
  },
  true,
);
document.addEventListener("submit", (event) => {
  clearTimeout(timer);
  saving.forEach(clearTimeout);
  saving.clear();
  for (const area of areas(event.target)) {
    change(keyOf(area), { waits: null });
    keep(area);
    change(keyOf(area), { sent: true });
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!form.querySelectorAll || !areas(form).length) return;
  const token = arrived();
  for (const area of areas(form)) {
    const kept = read(keyOf(area));
    const gone = kept?.token ? kept.token === token : event.detail.successful;
    if (kept?.sent) write(keyOf(area), gone ? null : { ...kept, sent: false });
  }
  if (event.detail.xhr?.status) tries = 0;
  else if (event.detail.elt === form) {
    wait(form);
    tryLater();
  }
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-draft-take]");
  if (button) take(button);
});
addEventListener("online", sendWaiting);
addEventListener("pagehide", () => {
  for (const area of areas(document)) {
    if (!area.form || read(keyOf(area))?.sent || read(keyOf(area))?.waits) continue;
    keep(area);
    if (!saving.has(area) || !area.dataset.draftUrl || "draftStale" in area.dataset) continue;
    const body = new FormData(area.form);
    body.delete("files");
    body.set("version", area.dataset.draftVersion);
    navigator.sendBeacon(area.dataset.draftUrl, body);
  }
});

try {
  if (person) localStorage.removeItem(left);
  settle();
  areas(document).forEach(restore);
  sendWaiting();
} catch {
  // No store at all.
}
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll && areas(event.target).forEach(restore));

// Single-letter keys, off until a person switches them on (Settings). [data-key="e"] on a link is its key.
const places = { c: 0, i: 1, p: 2, m: 3 };
const isOn = () => {
  try {
    return localStorage.getItem("keys") === "on";
  } catch {
    return false;
  }
};
let leader = false;

function typing(target) {
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function visible(selector) {
  return [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility?.() ?? each.offsetParent);
}

function step(by) {
  const rows = visible(".post .post-head a, .trow h3 a");
  const here = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(here + by, 0), rows.length - 1)]?.focus();
}

function goTo(key) {
  leader = false;
  document.querySelectorAll(".tabbar a")[places[key]]?.click();
}

function act(event) {
  const { key } = event;
  if (leader && key in places) goTo(key);
  else if (key === "g") leader = true;
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "?") location.assign("/settings/look/#keys");
  else if (key === "/") visible('input[type="search"]')[0]?.focus();
  else visible(`[data-key="${CSS.escape(key)}"]`)[0]?.click();
  if (key === "/") event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("textarea")) target.form?.requestSubmit();
  if (event.key === "Escape" && target.matches("textarea")) target.blur();
  if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || typing(target) || event.key.length > 1) return;
  act(event);
});

const marked = document.documentElement;
if (isOn()) marked.dataset.keys = "on";
for (const box of document.querySelectorAll("input[data-keys-switch]")) {
  box.checked = isOn();
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.addEventListener("change", () => {
    localStorage.setItem("keys", box.checked ? "on" : "off");
    if (box.checked) marked.dataset.keys = "on";
    else delete marked.dataset.keys;
  });
}

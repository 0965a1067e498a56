// After an @ the people who read here are offered: textarea[data-people="address"]. The list follows the field.
const TYPED = /(?:^|[\s(])@([\p{L}\p{N}_-]+(?: [\p{L}\p{N}_-]*)?)?$/u;
const list = document.createElement("ul");
list.className = "pen-people";
list.id = "pen-people";
list.setAttribute("role", "listbox");
list.hidden = true;
const told = document.createElement("p");
told.className = "vh";
told.setAttribute("role", "status");
let field = null;
let asking = null;
let timer = 0;
let shut = "";

const typed = () => field.value.slice(0, field.selectionStart).match(TYPED);
const options = () => [...list.children];

function close() {
  clearTimeout(timer);
  asking?.abort();
  list.hidden = true;
  list.replaceChildren();
  told.textContent = "";
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
}

function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  const here = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
  choose(all[(here + by + all.length) % all.length]);
}

function optionOf({ handle, name, called }, at) {
  const option = document.createElement("li");
  option.id = `pen-person-${at}`;
  option.dataset.handle = handle;
  option.setAttribute("role", "option");
  const who = document.createElement("span");
  who.textContent = called && called !== name ? `${name} (${called})` : name;
  const short = document.createElement("span");
  short.className = "soft small";
  short.textContent = `@${handle}`;
  option.append(who, " ", short);
  return option;
}

function offer(people) {
  if (!people.length) {
    close();
    return;
  }
  list.setAttribute("aria-label", field.dataset.peopleLabel);
  list.replaceChildren(...people.map(optionOf));
  field.after(list);
  list.before(told);
  list.hidden = false;
  field.setAttribute("aria-controls", list.id);
  told.textContent = `${field.dataset.peopleLabel}: ${people.length}`;
  choose(list.firstChild);
}

async function ask(words) {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`${field.dataset.people}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
    const { people } = answer.ok ? await answer.json() : { people: [] };
    if (typed() && document.activeElement === field) offer(people);
  } catch {
    // Typed on, or no connection: the short name can be written out.
  }
}

function take(option) {
  const end = field.selectionStart;
  const from = end - typed()[0].length + typed()[0].indexOf("@");
  const text = `@${option.dataset.handle} `;
  close();
  field.setSelectionRange(from, end);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function look(written) {
  if (!written?.matches?.("textarea[data-people]")) return;
  if (field !== written) close();
  field = written;
  const found = typed();
  if (!found || found[0] === shut) {
    close();
    return;
  }
  shut = "";
  clearTimeout(timer);
  timer = setTimeout(ask, 150, found[1] ?? "");
}

document.addEventListener("input", (event) => look(event.target));
look(document.activeElement); // what was typed while this was on its way
addEventListener(
  "keydown",
  (event) => {
    if (list.hidden || event.target !== field || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" || event.key === "Tab") {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      take(list.querySelector('[aria-selected="true"]'));
    } else if (event.key === "Escape") {
      shut = typed()?.[0] ?? "";
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("li");
  if (option) take(option);
});
document.addEventListener("focusout", (event) => event.target === field && close());

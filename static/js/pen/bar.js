// The row of buttons under a textarea[data-pen]: Markdown around the words chosen, with the browser's own undo.
const AROUND = { bold: "**", italic: "*", code: "`", maths: "$" };
const BEFORE = { quote: "> ", list: "- ", numbered: "1. " };
const KEYS = { b: "bold", i: "italic", k: "link" };
const MARKER = /^(\s*)(?:([-*+])|(\d{1,9})([.)]))(\s+)(.*)$/;
const QUOTED = /^((?:\s*>\s?)+)(.*)$/;
const ADDRESS = ["https:", "//"].join("");
const isPen = (field) => field instanceof HTMLTextAreaElement && "pen" in field.dataset;
const barOf = (field) => field.form?.querySelector("[data-pen-bar]");
const fieldOf = (bar) => bar.closest("form").querySelector("textarea[data-pen]");

// insertText leaves the change in the browser's history; where it is not known, the text is set all the same.
function put(field, from, to, text, [start, end] = []) {
  field.focus();
  field.setSelectionRange(from, to);
  const done = text ? document.execCommand("insertText", false, text) : from === to || document.execCommand("delete");
  if (!done) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
  }
  if (start !== undefined) field.setSelectionRange(start, end ?? start);
  show(field);
}

const chosen = (field) => [field.selectionStart, field.selectionEnd];

function linesOf(field) {
  const [from, to] = chosen(field);
  const start = field.value.lastIndexOf("\n", from - 1) + 1;
  const last = to > from && field.value[to - 1] === "\n" ? to - 1 : to;
  const end = field.value.indexOf("\n", last);
  return [start, end < 0 ? field.value.length : end];
}

function runs(value, at, step) {
  let n = 0;
  while (value[at + n * step] === "*") n += 1;
  return n;
}

// Of stars, one slants, two are heavy, three do both.
function isBetween(value, from, to, sign) {
  if (sign === "`" || sign === "$") return value[from - 1] === sign && value[to] === sign;
  const [left, right] = [runs(value, from - 1, -1), runs(value, to, 1)];
  return sign === "*" ? left % 2 === 1 && right % 2 === 1 : left > 1 && right > 1;
}

// The sign just outside, or just inside, what is chosen: then pressing again takes it away.
function wrapped(field, sign) {
  const { value } = field;
  const [from, to] = chosen(field);
  const n = sign.length;
  if (isBetween(value, from, to, sign)) return [from - n, to + n, value.slice(from, to), from - n];
  const inside = to - from > 2 * n && value.slice(from, from + n) === sign && value.slice(to - n, to) === sign;
  const bold = sign === "*" && runs(value, from, 1) === 2;
  return inside && !bold ? [from, to, value.slice(from + n, to - n), from] : null;
}

function around(field, sign) {
  const undone = wrapped(field, sign);
  if (undone) {
    const [from, to, text, start] = undone;
    put(field, from, to, text, [start, start + text.length]);
    return;
  }
  let [from, to] = chosen(field);
  while (from < to && /\s/.test(field.value[from])) from += 1;
  while (to > from && /\s/.test(field.value[to - 1])) to -= 1;
  const text = field.value.slice(from, to);
  if (sign === "`" && text.includes("\n")) put(field, from, to, `\`\`\`\n${text}\n\`\`\``, [from + 3, from + 3]);
  else put(field, from, to, sign + text + sign, [from + sign.length, from + sign.length + text.length]);
}

const hasMark = (line, kind) => (kind === "quote" ? /^\s*>/ : kind === "list" ? /^\s*[-*+]\s/ : /^\s*\d+[.)]\s/).test(line);

function before(field, kind) {
  const [start, end] = linesOf(field);
  const lines = field.value.slice(start, end).split("\n");
  const full = lines.filter((line) => line.trim());
  const off = full.length > 0 && full.every((line) => hasMark(line, kind));
  const bare = (line) => (kind === "quote" ? line.replace(/^\s*>\s?/, "") : line.replace(/^(\s*)(?:[-*+]|\d+[.)])\s+/, "$1"));
  let n = 0;
  const marked = lines.map((line) => {
    if (off) return bare(line);
    if (!line.trim() && lines.length > 1) return line;
    n += 1;
    return (kind === "numbered" ? `${n}. ` : BEFORE[kind]) + (kind === "quote" ? line : bare(line));
  });
  const gap = !off && start > 0 && field.value[start - 2] !== "\n" && kind !== "quote" && !MARKER.test(lineBefore(field, start)) ? "\n" : "";
  const text = gap + marked.join("\n");
  put(field, start, end, text, [start + (lines.length > 1 ? gap.length : text.length), start + text.length]);
}

function lineBefore(field, start) {
  return field.value.slice(field.value.lastIndexOf("\n", start - 2) + 1, start - 1);
}

function link(field) {
  const [from, to] = chosen(field);
  const text = field.value.slice(from, to);
  const at = from + text.length + 3;
  if (/^https?:\S+$/.test(text)) put(field, from, to, `[](${text})`, [from + 1]);
  else put(field, from, to, `[${text}](${ADDRESS})`, text ? [at, at + ADDRESS.length] : [from + 1]);
}

function table(field) {
  const [, end] = linesOf(field);
  const { first, second } = barOf(field).dataset;
  const gap = end === 0 ? "" : "\n\n";
  const text = `${gap}| ${first} | ${second} |\n| --- | --- |\n|  |  |\n`;
  put(field, end, end, text, [end + gap.length + 2, end + gap.length + 2 + first.length]);
}

function act(field, what) {
  if (AROUND[what]) around(field, AROUND[what]);
  else if (BEFORE[what]) before(field, what);
  else if (what === "link") link(field);
  else if (what === "table") table(field);
}

// Which buttons are pressed where the caret stands.
function show(field) {
  const bar = barOf(field);
  if (!bar || bar.hidden) return;
  const [start, end] = linesOf(field);
  const line = field.value.slice(start, end).split("\n")[0];
  for (const button of bar.querySelectorAll("[aria-pressed]")) {
    const kind = button.dataset.does;
    const on = AROUND[kind] ? wrapped(field, AROUND[kind]) !== null : hasMark(line, kind);
    button.setAttribute("aria-pressed", String(on));
  }
}

function goOn(field, event) {
  const [from, to] = chosen(field);
  const start = field.value.lastIndexOf("\n", from - 1) + 1;
  const line = field.value.slice(start, from);
  const [, indent, bullet, number, dot, space, item] = line.match(MARKER) ?? [];
  const [, quotes, said] = line.match(QUOTED) ?? [];
  if (from !== to || (indent === undefined && quotes === undefined)) return;
  event.preventDefault();
  const next = indent === undefined ? quotes : indent + (bullet ?? `${Number(number) + 1}${dot}`) + space;
  if ((item ?? said).trim()) put(field, from, to, `\n${next}`);
  else put(field, start, from, "");
}

function walk(bar, key) {
  const buttons = [...bar.querySelectorAll("button")];
  const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const here = buttons.indexOf(document.activeElement);
  const to = { Home: 0, End: buttons.length - 1 }[key] ?? here + (key === forward ? 1 : -1);
  const next = buttons[(to + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}

function arm(field) {
  const bar = barOf(field);
  if (bar?.hidden) {
    field.after(bar);
    bar.hidden = false;
  }
  show(field);
}

document.addEventListener("focusin", (event) => isPen(event.target) && arm(event.target));
document.addEventListener("selectionchange", () => isPen(document.activeElement) && show(document.activeElement));
document.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest?.("[data-pen-bar]");
  if (bar && document.activeElement === fieldOf(bar)) event.preventDefault(); // the keyboard of a phone stays open
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-pen-bar] button");
  if (button) act(fieldOf(button.closest("[data-pen-bar]")), button.dataset.does);
});
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const bar = target.closest?.("[data-pen-bar]");
  if (bar && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) {
    event.preventDefault();
    walk(bar, key);
  }
  if (!isPen(target) || event.isComposing || event.defaultPrevented || event.altKey) return;
  const isShort = (event.ctrlKey || event.metaKey) && !event.shiftKey && KEYS[key.toLowerCase()];
  if (isShort) {
    event.preventDefault();
    act(target, isShort);
  } else if (key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey) goOn(target, event);
});

if (isPen(document.activeElement)) arm(document.activeElement);

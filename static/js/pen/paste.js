// What comes from a word processor or a page is pasted as clean Markdown: headings, lists, links, bold, tables; nothing else.
const SKIP = /^(script|style|meta|link|title|head|xml|template|noscript|svg|iframe|object|button|select|input|textarea|nav|o:p|v:.*|w:.*)$/i;
const BLOCK = /^(p|div|h[1-6]|ul|ol|li|table|blockquote|pre|hr|section|article|header|footer|main|aside|figure|figcaption|dl|dt|dd|center|address|details|summary)$/i;
const BLOCKS = "p,div,h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,pre,hr,section,article,dl";
const LONGEST = 2_000_000;
const [BOLD, PLAIN, SLANT, STRAIGHT] = ["\uE000", "\uE001", "\uE002", "\uE003"];
const STEP = "   ";
const styleOf = (node) => node.getAttribute?.("data-style")?.toLowerCase() ?? "";
const isList = (node) => /^(ul|ol)$/i.test(node.tagName ?? "");
const isHidden = (node) => /display:\s*none|mso-hide:\s*all/.test(styleOf(node)) || node.hidden || node.getAttribute("aria-hidden") === "true";
const itemOf = (node) => styleOf(node).match(/mso-list:\s*l\d+\s+level(\d+)/);

function escaped(text) {
  return text
    .replace(/[\uE000-\uE003]/g, "")
    .replace(/[\s\u00a0]+/g, " ")
    .replace(/[\\`*[\]$]/g, "\\$&")
    .replace(/(^|[\s(])_|_(?=[\s).,;:]|$)/g, (all) => all.replace("_", "\\_"));
}

const atStart = (text) => text.replace(/^(#{1,6}(?=\s)|>|[-+](?=\s)|~~~)/, "\\$1").replace(/^(\d+)([.)])(?=\s)/, "$1\\$2");

function marked(text, on, off) {
  const [, lead, inner, trail] = text.match(/^(\s*)([\s\S]*?)(\s*)$/);
  return inner ? lead + on + inner + off + trail : text;
}

function target(link) {
  const raw = link.getAttribute("href") ?? "";
  if (!/^(https?:|mailto:)/i.test(raw)) return "";
  const url = new URL(raw, location.href);
  const inner = /(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url" ? url.searchParams.get("q") : null;
  return (inner && /^https?:/i.test(inner) ? inner : raw).replace(/[\s<>]/g, encodeURIComponent).replace(/\(/g, "%28").replace(/\)/g, "%29");
}

function linked(node, state) {
  const words = inlines(node, state).trim();
  const url = target(node);
  if (!url || !words) return words;
  return words.replace(/\\/g, "") === url ? url : `[${words}](${url})`;
}

function inline(node, state) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || SKIP.test(node.tagName) || isHidden(node)) return "";
  const tag = node.tagName.toLowerCase();
  const style = styleOf(node);
  if (/mso-list:\s*ignore/.test(style)) return "";
  if (tag === "br") return "\n";
  if (tag === "img") return escaped(node.getAttribute("alt") ?? "");
  if (tag === "code" || tag === "kbd" || tag === "samp") return node.textContent.trim() ? `\`${node.textContent.trim().replace(/`/g, "ˋ")}\`` : "";
  const weight = style.match(/(?:^|[;\s])font-weight:\s*(\w+)/)?.[1];
  const heavy = weight ? weight === "bold" || weight === "bolder" || Number(weight) >= 600 : /^(b|strong|th)$/.test(tag);
  const slant = style.match(/(?:^|[;\s])font-style:\s*(\w+)/)?.[1];
  const leans = slant ? slant === "italic" : /^(i|em|cite|dfn)$/.test(tag);
  const inner = { bold: state.bold || heavy, slant: state.slant || leans };
  let text = tag === "a" ? linked(node, inner) : inlines(node, inner);
  if (leans && !state.slant) text = marked(text, SLANT, STRAIGHT);
  if (heavy && !state.bold) text = marked(text, BOLD, PLAIN);
  return text;
}

const inlines = (node, state) => [...node.childNodes].map((each) => inline(each, state)).join("");

function tidy(text) {
  return text
    .replace(/[ \t]*\n[ \t]*/g, "\n")
    .replace(/ {2,}/g, " ")
    .trim()
    .split("\n")
    .map(atStart)
    .join("\\\n");
}

function list(node, indent) {
  const lines = [];
  let number = Number(node.getAttribute("start")) || 1;
  for (const child of node.children) {
    if (isList(child)) lines.push(...list(child, indent + STEP));
    if (child.tagName !== "LI" || isHidden(child)) continue;
    const nested = [...child.children].filter(isList);
    const own = child.cloneNode(true);
    for (const each of [...own.children].filter(isList)) each.remove();
    const mark = node.tagName === "OL" ? `${number}. ` : "- ";
    number += 1;
    const text = blocks(own, {}).join("\n\n").replace(/\n/g, `\n${indent}${STEP}`);
    if (text) lines.push(indent + mark + text);
    for (const each of nested) lines.push(...list(each, text ? indent + STEP : indent));
  }
  return lines;
}

// Word has no lists, only paragraphs that look like items.
function wordItem(node, level) {
  const sign = [...node.querySelectorAll("[data-style]")].find((each) => /mso-list:\s*ignore/.test(styleOf(each)))?.textContent ?? "";
  const mark = /^\s*\(?(\d+|[a-z]{1,4})[.)]/i.test(sign) ? "1. " : "- ";
  return STEP.repeat(level - 1) + mark + tidy(inlines(node, {}));
}

function table(node) {
  const rows = [...node.querySelectorAll("tr")].filter((row) => row.closest("table") === node);
  const cells = rows.map((row) => [...row.children].filter((cell) => /^t[dh]$/i.test(cell.tagName)));
  const wide = Math.max(0, ...cells.map((row) => row.length));
  if (wide < 2) return cells.flat().flatMap((cell) => blocks(cell, {}));
  const words = (cell) => blocks(cell, { bold: cell.tagName === "TH" }).join(" ").replace(/\\?\n/g, " ").replace(/\|/g, "\\|");
  const line = (row) => `| ${Array.from({ length: wide }, (_, at) => (row[at] ? words(row[at]) : "")).join(" | ")} |`;
  return [[line(cells[0]), `|${" --- |".repeat(wide)}`, ...cells.slice(1).map(line)].join("\n")];
}

function block(node, state) {
  const tag = node.tagName.toLowerCase();
  if (tag === "hr") return ["---"];
  if (isList(node)) return [list(node, "").join("\n")];
  if (tag === "table") return table(node);
  if (tag === "pre") return [`\`\`\`\n${node.textContent.replace(/\n+$/, "")}\n\`\`\``];
  if (tag === "blockquote") return [blocks(node, state).join("\n\n").replace(/^/gm, "> ").replace(/^> $/gm, ">")];
  const depth = /^h[1-6]$/.test(tag) ? Number(tag[1]) : /\bMsoTitle\b/.test(node.className) ? 1 : 0;
  if (depth) {
    const words = tidy(inlines(node, { bold: true })).replace(/\\\n/g, " ");
    return words ? [`${"#".repeat(depth)} ${words}`] : [];
  }
  return blocks(node, state);
}

function blocks(node, state) {
  const found = [];
  let run = "";
  let items = [];
  const endRun = () => {
    const text = tidy(run);
    if (text) found.push(text);
    run = "";
  };
  const endItems = () => {
    if (items.length) found.push(items.join("\n"));
    items = [];
  };
  for (const child of node.childNodes) {
    const isElement = child.nodeType === Node.ELEMENT_NODE;
    if (isElement && (SKIP.test(child.tagName) || isHidden(child))) continue;
    const level = isElement && itemOf(child);
    if (level) {
      endRun();
      items.push(wordItem(child, Number(level[1])));
    } else if (isElement && (BLOCK.test(child.tagName) || child.querySelector(BLOCKS))) {
      endRun();
      endItems();
      found.push(...block(child, state));
    } else {
      if (isElement || child.textContent.trim()) endItems();
      run += inline(child, state);
    }
  }
  endRun();
  endItems();
  return found.filter((text) => text.trim());
}

// Styles and handlers are read, or thrown away, as plain attributes: the policy of the page has nothing to complain of.
function harmless(html) {
  return html
    .replace(/<style\b[\s\S]*?(<\/style\s*>|$)/gi, "")
    .replace(/(<[a-z][^\s>]*\s(?:[^<>]*?\s)?)style(?=\s*=)/gi, "$1data-style")
    .replace(/\son[a-z]+(?=\s*=)/gi, " data-on");
}

function markdown(html) {
  const page = new DOMParser().parseFromString(harmless(html), "text/html");
  return blocks(page.body, {})
    .join("\n\n")
    .replace(/\uE001(\s*)\uE000/g, "$1")
    .replace(/\uE003(\s*)\uE002/g, "$1")
    .replace(/[\uE000\uE001]/g, "**")
    .replace(/[\uE002\uE003]/g, "*");
}

document.addEventListener("paste", (event) => {
  const field = event.target;
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!(field instanceof HTMLTextAreaElement && "pen" in field.dataset) || event.defaultPrevented || !html || html.length > LONGEST) return;
  const plain = event.clipboardData.getData("text/plain");
  const text = markdown(html);
  if (!text || text === plain.trim()) return;
  event.preventDefault();
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

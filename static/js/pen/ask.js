// Words that somebody selects in a text can be asked about: a link below them, next in tab order. Under a thumb it stands
// at the foot of the screen, away from the handles of the selection; at its head where the selection is down there.
let link, waits, led;

function offer() {
  const selection = getSelection();
  const { anchorNode, focusNode, focusOffset } = selection;
  const article = anchorNode?.parentElement?.closest("article[data-pen]");
  const text = `${selection}`.trim();
  if (!text || text.length > 500 || !(article?.contains(focusNode) || (article && !focusOffset))) {
    if (!link?.matches(":focus, :hover, :active")) link?.remove();
    return;
  }
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.setStart(article, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const ask = article.nextElementSibling.querySelector("[data-ask]");
  const block = range.endContainer.parentElement.closest("article p, article li, article td, article pre") ?? article;
  link ??= ask.cloneNode();
  link.className = "btn btn-primary ask";
  link.textContent = ask.dataset.ask;
  link.href = ask.href;
  link.search = new URLSearchParams({ "about-words": text, "about-before": `${before}`.slice(-40) });
  led = link.parentElement === block && led;
  if (link.parentElement !== block) block.append(link);
  const { bottom } = range.getBoundingClientRect();
  link.toggleAttribute("data-up", bottom > innerHeight - 200);
  link.style.setProperty("--at", `${bottom - article.getBoundingClientRect().top + 8}px`);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey || led || !link?.isConnected) return;
  led = true;
  link.focus();
  event.preventDefault();
});

document.addEventListener("selectionchange", () => {
  clearTimeout(waits);
  waits = setTimeout(offer, 200);
});
offer();

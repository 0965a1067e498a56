"""What a person would see and press, measured in the page."""

from playwright.sync_api import Page

RIGHT_TO_LEFT = "document.documentElement.dir = 'rtl'"
PLAINLESS = """() => [...document.querySelectorAll('[hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete]')]
  .filter(it => !it.closest('form[method]') && !it.matches('a[href], [hx-trigger]'))
  .map(it => `no plain way: ${it.outerHTML.slice(0, 120)}`)"""
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }'
    + 'p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
COVERED = """it => {
  if (it.closest('[popover]')) return null;
  const box = it.getBoundingClientRect();
  if (!box.width || !box.height) return `${it.outerHTML.slice(0, 90)} has no size`;
  const seen = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top && (top === it || it.contains(top) || top.contains(it) || it.labels?.[0]?.contains(top));
  };
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const ys = [box.top + 3, box.top + box.height / 2, box.bottom - 3].map(y => Math.min(Math.max(y, 1), innerHeight - 1));
  return ys.some(y => seen(x, y)) ? null : `${it.outerHTML.slice(0, 90)} is covered at ${Math.round(box.top)}`;
}"""
HERE = f"() => document.activeElement === document.body ? 'round' : ({COVERED})(document.activeElement)"
EVERY_STOP = f"""most => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  .filter(it => it.tabIndex >= 0 && it.checkVisibility()).slice(0, most)
  .map(it => {{ it.focus(); return document.activeElement === it ? ({COVERED})(it) : null }})
  .filter(found => found)"""


ROUND = "round"  # past the last stop the focus is in the browser's own bars


def text_spacing(page: Page) -> None:
    """The spacing that WCAG 1.4.12 allows a reader to set."""
    page.evaluate(SPACING)


def covered_stops(page: Page, *, most: int) -> list[str]:
    """Which controls cannot be seen when they have the focus, in the order of the page."""
    return [str(each) for each in page.evaluate(EVERY_STOP, most)]


def hidden_stops(page: Page, *, presses: int) -> list[str]:
    """Where the focus went by the Tab key and could not be seen."""
    found = []
    for _press in range(presses):
        page.keyboard.press("Tab")
        covered = page.evaluate(HERE)
        if covered == ROUND:
            break
        if covered:
            found.append(str(covered))
    return found


def sideways(page: Page, when: str) -> list[str]:
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wider} px wider than its window {when}"] if wider > 0 else []


def without_a_plain_way(page: Page) -> list[str]:
    """What only works with scripts: an HTMX control that is neither a link nor inside a form."""
    return [str(each) for each in page.evaluate(PLAINLESS)]

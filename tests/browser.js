// Runs in the wrapper page that browser.rs writes; `page` (HTML) and `axeSource` (JavaScript or null) come from there.
// The page is shown in frames, since a window has a least width and a frame has not.

const SCREENS = [360, 768, 1280];
const SCHEMES = ["light", "dark"];
const AXE_SCREENS = [360, 1280];
const AXE_TAGS = ["wcag2a", "wcag2aa", "best-practice"];
const AXE_IMPACTS = ["serious", "critical"];
const A4 = 688; // 210 mm less two margins of 14 mm
const SHOWN = 3; // elements named per finding

/** Everything found: what, and in which frames. */
const found = new Map();

function report(where, what) {
  found.set(what, [...(found.get(what) ?? []), where]);
}

// ---------------------------------------------------------------- frames

/** What the page may load is what it brings along; all else is refused, and the browser says so on the console. */
const POLICY = "default-src 'unsafe-inline' 'unsafe-eval' data: blob:";
const FIRST = `<script>parent.begin(window)<\/script><meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
const HEAD = /^\s*(<!doctype[^>]*>)?(\s|<!--[^]*?-->)*(<html(\s[^>]*)?>)?(\s|<!--[^]*?-->)*(<head(\s[^>]*)?>)?/i;

/** The first script of every frame: leaves of the console what counts, and brings axe past any policy of the page. */
function begin(frame) {
  frame.document.currentScript.remove();
  for (const method of Object.keys(frame.console)) {
    if (!["error", "warn", "assert"].includes(method)) {
      frame.console[method] = () => {};
    }
  }
  if (axeSource) {
    frame.eval(axeSource);
  }
}

/** Shows the page in a frame of this width; resolves to its window once all scripts had their time. */
async function show(where, width, scheme) {
  const frame = document.createElement("iframe");
  frame.title = where;
  frame.style.cssText = `width: ${width}px; height: 900px; border: 0; color-scheme: ${scheme}`;
  frame.srcdoc = page.replace(HEAD, (start) => start + FIRST);
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  await pause();
  if (frame.contentDocument?.URL !== "about:srcdoc") {
    throw new Error("the page goes to another page by itself");
  }
  const view = frame.contentWindow;
  const seen = view.document.documentElement.clientWidth;
  if (seen !== width || view.matchMedia("(prefers-color-scheme: dark)").matches !== (scheme === "dark")) {
    throw new Error(`this browser does not show a frame ${width}px wide in ${scheme} (${seen}px)`);
  }
  return view;
}

/** Half a second of virtual time. */
function pause() {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

// -------------------------------------------------------------- measures

/** A short path that finds the element. */
function path(element) {
  const steps = [];
  for (let at = element; at && steps.length < 4; at = at.parentElement) {
    const name = at.localName + (at.id ? `#${at.id}` : "") + [...at.classList].map((one) => `.${one}`).join("");
    const twins = [...(at.parentElement?.children ?? [at])].filter((one) => one.localName === at.localName);
    steps.unshift(twins.length > 1 && !at.id ? `${name}:nth-of-type(${twins.indexOf(at) + 1})` : name);
    if (at.id || at.localName === "body") {
      break;
    }
  }
  return steps.join(" > ");
}

function overflow(element) {
  const style = element.ownerDocument.defaultView.getComputedStyle(element);
  return [style.overflowX, style.overflowY];
}

/** Whether a box around the element, short of the page, cuts or scrolls what sticks out. */
function isCut(element) {
  for (let at = element.parentElement; at && at !== element.ownerDocument.body; at = at.parentElement) {
    if (overflow(at)[0] !== "visible") {
      return true;
    }
  }
  return false;
}

/** The elements beyond the right edge, without those inside another; else those with text beyond it. */
function beyond(document, edge) {
  const all = [...document.body.querySelectorAll("*")].filter((element) => !isCut(element));
  const right = (element) => element.getBoundingClientRect().right;
  const boxes = new Set(all.filter((element) => right(element) > edge + 0.5));
  if (boxes.size > 0) {
    const outer = [...boxes].filter((element) => !boxes.has(element.parentElement));
    return outer.map((element) => ({ element, right: Math.ceil(right(element)) }));
  }
  const reach = (element) => Math.ceil(element.getBoundingClientRect().left) + element.scrollWidth;
  // of what is drawn, scrollWidth says how large the drawing is
  const written = all.filter((element) => element.namespaceURI === document.documentElement.namespaceURI);
  const long = new Set(written.filter((element) => overflow(element)[0] === "visible" && reach(element) > edge + 1));
  const inner = [...long].filter((element) => ![...element.children].some((child) => long.has(child)));
  return inner.map((element) => ({ element, right: reach(element) }));
}

function widest(elements) {
  elements.sort((a, b) => b.right - a.right);
  const names = elements.map(({ element, right }) => `${path(element)} (ends at ${right}px)`);
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : "";
  return names.slice(0, SHOWN).join(", ") + more;
}

// ---------------------------------------------------------------- checks

/** The links that a policy does not stop. */
function asks(view, where) {
  const kinds = ["manifest", "preconnect", "dns-prefetch", "prerender"];
  for (const link of view.document.querySelectorAll(kinds.map((kind) => `link[rel~="${kind}"]`).join())) {
    report(where, `network: <link rel="${link.rel}" href="${link.getAttribute("href")}">`);
  }
}

function fits(view, where) {
  const { scrollWidth, clientWidth } = view.document.documentElement;
  if (scrollWidth > clientWidth) {
    const elements = widest(beyond(view.document, clientWidth));
    report(where, `overflow: the page is ${scrollWidth}px wide and scrolls sideways: ${elements}`);
  }
}

/** Media queries as a printer answers them; `tty` is a medium that never is. */
function asPrinted(rules) {
  const answered = (media) => {
    media.mediaText = media.mediaText.replace(/\bprint\b/g, "all").replace(/\bscreen\b/g, "tty");
  };
  for (const rule of rules) {
    if (rule.media) {
      answered(rule.media);
    }
    asPrinted(rule.cssRules ?? []);
  }
}

function prints(view, where) {
  const { document } = view;
  asPrinted(document.styleSheets);
  const cut = beyond(document, A4);
  if (cut.length > 0) {
    report(where, `print: wider than the paper (${A4}px): ${widest(cut)}`);
  }
  for (const box of document.body.querySelectorAll(":has(table)")) {
    const hides = overflow(box).some((how) => how !== "visible");
    if (hides && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)) {
      const sizes = `${box.scrollWidth}x${box.scrollHeight}px in ${box.clientWidth}x${box.clientHeight}px`;
      report(where, `print: a box cuts its table: ${path(box)} (${sizes})`);
    }
  }
}

/** Opens what scrolls: the contrast of what is out of sight cannot be told. */
function open(view) {
  for (const box of view.document.body.querySelectorAll("*")) {
    if (overflow(box).some((how) => ["auto", "scroll"].includes(how))) {
      box.style.overflow = "visible";
    }
  }
}

async function audit(view, where) {
  const { violations } = await view.axe.run(view.document, { runOnly: AXE_TAGS, resultTypes: ["violations"] });
  for (const { id, impact, help, nodes } of violations) {
    if (AXE_IMPACTS.includes(impact)) {
      const first = nodes.slice(0, SHOWN).map((node) => node.target.join(" ")).join(", ");
      const why = [...nodes[0].any, ...nodes[0].all, ...nodes[0].none][0]?.message ?? "";
      report(where, `axe: ${id} (${impact}): ${help}: ${nodes.length} x, first ${first}. ${why}`);
    }
  }
}

async function everything() {
  for (const width of SCREENS) {
    for (const scheme of SCHEMES) {
      const audited = axeSource && AXE_SCREENS.includes(width);
      if (scheme === "light" || audited) {
        const where = `${width}px ${scheme}`;
        const view = await show(where, width, scheme);
        asks(view, where);
        fits(view, where);
        if (audited) {
          if (width > Math.min(...AXE_SCREENS)) {
            open(view);
          }
          await audit(view, where);
        }
      }
    }
  }
  prints(await show("A4", A4, "light"), "A4");
}

/** Leaves the findings where the test reads them, written so that HTML needs no escapes. */
function finish() {
  const findings = [...found].map(([what, where]) => ({ what, where: [...new Set(where)] }));
  const escape = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify(findings).replace(/[<>&\u00a0]/g, escape);
  document.head.replaceChildren();
  document.body.replaceChildren(result);
  console.error("the console is heard");
}

everything().catch((error) => report("check", `the check broke off: ${error.message}`)).finally(finish);

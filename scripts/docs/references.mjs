/** Checks what a document points at: paths in backticks, and relative links with their anchors. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, posix } from "node:path";

import { root } from "../bootstrap/root.mjs";
import { parseMarkdown } from "./markdown.mjs";

/** Backticks hold much that has a slash and is no path; one of these as the first folder makes it a path. */
const topFolders = new Set(["packages", "examples", "docs", "scripts", ".ci", ".changeset"]);
/** In a package's own README, its folders may be named without the way to them. */
const packageFolders = new Set(["src", "test", "c", "python", "fixtures"]);

/** The problems of one document; `file` is its path in the repository. */
export function checkReferences(file, document) {
  const problems = document.unclosed ? [`${file}:${document.unclosed}: this fence is never closed`] : [];
  for (const { text, line } of document.prose) {
    for (const path of pathsIn(text)) {
      if (!isThere(file, path)) problems.push(`${file}:${line}: there is no ${path}`);
    }
    for (const target of linksIn(text)) {
      const problem = checkLink(file, document, target);
      if (problem) problems.push(`${file}:${line}: the link to ${target} ${problem}`);
    }
  }
  return problems;
}

function pathsIn(text) {
  return [...text.matchAll(/(`+)(.+?)\1/g)]
    .flatMap((match) => match[2].trim().split(/\s+/))
    .filter((word) => word.includes("/"))
    .map((word) =>
      word
        .replace(/^\.\//, "")
        .replace(/[,;]$/, "")
        .replace(/:\d+(?:-\d+)?$/, "")
        .replace(/#.*$/, "")
        .replace(/\/$/, ""),
    );
}

function isThere(file, path) {
  const [first] = path.split("/");
  if (topFolders.has(first)) return matches(root, path.split("/"));
  if (/^(?:packages|examples)\//.test(file) && packageFolders.has(first))
    return matches(join(root, dirname(file)), path.split("/"));
  return true;
}

/** Whether any file matches; a segment may hold `*`, `<name>`, `…` or be all capitals, and then stands for any name. */
function matches(folder, [segment, ...rest]) {
  if (segment === undefined) return existsSync(folder);
  const placeholder = /\*+|<[^>]*>|…|\.{3}|^[A-Z]+$/g;
  if (segment === "LICENSE" || !placeholder.test(segment)) return matches(join(folder, segment), rest);
  if (!existsSync(folder)) return false;
  const literal = segment
    .split(/\*+|<[^>]*>|…|\.{3}|^[A-Z]+$/)
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^${literal.join(".*")}$`);
  const children = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => rest.length === 0 || entry.isDirectory(),
  );
  if (segment === "**" && matches(folder, rest)) return true;
  return children.some((entry) => {
    const path = join(folder, entry.name);
    if (segment === "**" && entry.isDirectory() && matches(path, [segment, ...rest])) return true;
    return pattern.test(entry.name) && matches(path, rest);
  });
}

function linksIn(text) {
  const prose = text.replace(/(`+).+?\1/g, "");
  return [
    ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
    ...prose.matchAll(/^\s*\[[^\]]+\]:\s+(\S+)/g),
    ...prose.matchAll(/\b(?:href|src)="([^"]+)"/g),
  ].map((match) => match[1]);
}

/** What is wrong with a link; undefined when nothing is. Links to elsewhere are not followed. */
function checkLink(file, document, target) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  if (target.startsWith("/")) return "is absolute; write it relative to the document";
  const [path, anchor] = decodeURI(target).split("#");
  const linked = path === "" ? file : posix.join(posix.dirname(file), path);
  if (linked.startsWith("..")) return "leads out of the repository";
  if (!existsSync(join(root, linked))) return "leads nowhere";
  if (!anchor || !linked.endsWith(".md")) return undefined;
  const { headings } = path === "" ? document : parseMarkdown(readFileSync(join(root, linked), "utf8"));
  return headings.map(anchorOf).includes(anchor) ? undefined : "names no heading";
}

/** As GitHub makes them. */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

/**
 * Checks that no file in git, or about to be, holds a path of this machine (the home folder, the repository's own place),
 * and that no lockfile says from which host a package came: both leak the author's machine to everybody's.
 */
import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = realpathSync(fileURLToPath(new URL("..", import.meta.url)));
// Folders that every machine has say nothing of this one, and documentation may well name them.
const everywhere = new Set(["/", "/tmp", "/var/tmp", "/home", "/Users", tmpdir(), realpathSync(tmpdir())]);
const folders = [...new Set([homedir(), dirname(root), root])].filter((folder) => !everywhere.has(folder));
// Only whole names count: /ab is not in /abc.
const ofThisMachine = new RegExp(`(?<![\\w.-])(?:${folders.map(escape).join("|")})(?![\\w.-])`);
const fromHost = /(?:tarball|resolved)"?\s*:?\s+"?https?:\/\//;
const lockfile = /(?:^|\/)(?:pnpm-lock\.yaml|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock)$/;

const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
});
const problems = [...new Set(files.split("\0"))].filter(Boolean).flatMap(inspect);

for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0 ? "nothing private is in git" : `${problems.length} lines tell of this machine or of a host`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

function inspect(file) {
  return contentOf(join(root, file))
    .split("\n")
    .flatMap((line, index) => {
      const found = line.match(ofThisMachine) ?? (lockfile.test(file) ? line.match(fromHost) : null);
      return found ? [`${file}:${index + 1}: holds ${found[0]}`] : [];
    });
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Read byte by byte as latin1, because a binary may hold a path as well; of a link, where it leads. */
function contentOf(path) {
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info?.isSymbolicLink()) return readlinkSync(path);
  return info?.isFile() ? readFileSync(path, "latin1") : "";
}

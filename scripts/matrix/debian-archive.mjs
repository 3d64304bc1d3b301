/**
 * Debian packages of another release than the machine's, without root: apt with a state of its own, asking the mirror that
 * the machine's own sources name. Installs nothing: packages are downloaded, and unpacked where they are wanted.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../bootstrap/run.mjs";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** A release, with its state kept in `folder`; what was downloaded stays there until it is deleted. */
export class DebianArchive {
  #folder;

  /**
   * Reads the index of a release's packages (`deb`) or of their sources (`deb-src`).
   *
   * @throws `Error`, which says why there is no archive to be had here.
   */
  static async open(folder, release, type) {
    const archive = new DebianArchive();
    archive.#folder = folder;
    await archive.#configure(release, type);
    return archive;
  }

  /** Downloads packages and all that they depend on. Returns the files; a package that does not exist is an error. */
  async download(packages) {
    await this.#apt("install", "--download-only", "--no-install-recommends", "--yes", ...packages);
    const archives = join(this.#folder, "archives");
    return readdirSync(archives)
      .filter((name) => name.endsWith(".deb"))
      .map((name) => join(archives, name));
  }

  /** Whether the release has this package. */
  async has(name) {
    const { status } = await run("apt-cache", ["-c", this.#config, "show", name], { capture: true });
    return status === 0;
  }

  /** Downloads the upstream source of a package. Returns the file, a tar archive. */
  async downloadSource(name) {
    await this.#apt("source", "--download-only", "--tar-only", name);
    const file = readdirSync(this.#folder).find((entry) => entry.startsWith(`${name}_`) && /\.orig\.tar/.test(entry));
    if (!file) throw new Error(`apt brought no source of ${name}`);
    return join(this.#folder, file);
  }

  get #config() {
    return join(this.#folder, "apt.conf");
  }

  async #configure(release, type) {
    for (const name of ["lists", "archives"]) mkdirSync(join(this.#folder, name, "partial"), { recursive: true });
    const architecture = (await command("dpkg", ["--print-architecture"])).trim();
    const options = existsSync(keyring) ? `arch=${architecture} signed-by=${keyring}` : `arch=${architecture}`;
    const source = `${type} [${options}] ${await mirrorOfThisMachine()} ${release} main\n`;
    writeFileSync(join(this.#folder, "sources.list"), source);
    writeFileSync(join(this.#folder, "status"), "");
    writeFileSync(this.#config, settings(this.#folder));
    await this.#apt("update");
  }

  #apt(verb, ...args) {
    return command("apt-get", ["-c", this.#config, "--quiet", verb, ...args], { cwd: this.#folder });
  }
}

/** Unpacks a package's files into a folder, as into the root of a file system. */
export function unpackDebianPackage(file, folder) {
  return command("dpkg", ["-x", file, folder]);
}

/** apt, with everything it would write or read of the machine's own state pointed elsewhere; proxies and the like stay. */
function settings(folder) {
  const values = {
    "Dir::State": folder,
    "Dir::State::Lists": join(folder, "lists"),
    "Dir::State::extended_states": join(folder, "extended_states"),
    // Nothing is installed: so all that a package depends on is downloaded with it.
    "Dir::State::status": join(folder, "status"),
    "Dir::Cache": folder,
    "Dir::Cache::archives": join(folder, "archives"),
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferences": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "APT::Sandbox::User": "root",
    // Without it, an archive that cannot be reached is a warning.
    "APT::Update::Error-Mode": "any",
    "Acquire::Languages": "none",
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
    "Acquire::IndexTargets::deb::CNF::DefaultEnabled": "false",
  };
  // Machines have hooks there that tidy up or rebuild indexes of the real system.
  const hooks = ["APT::Update::Pre-Invoke", "APT::Update::Post-Invoke", "APT::Update::Post-Invoke-Success"];
  return [
    ...hooks.map((name) => `#clear ${name};`),
    ...Object.entries(values).map(([name, value]) => `${name} "${value}";`),
    "",
  ].join("\n");
}

/** Where this machine gets its own release from: sid and testing lie beside it. */
async function mirrorOfThisMachine() {
  const system = readFileSync("/etc/os-release", "utf8");
  const codename = system.match(/^VERSION_CODENAME=(\S+)$/m)?.[1];
  if (!/^ID=debian$/m.test(system)) throw new Error("this machine is no Debian, whose apt would know a mirror");
  const uris = await command("apt-get", ["update", "--print-uris"]);
  const mirror = uris.match(new RegExp(`^'(\\S+/)dists/${codename ?? "[^/']+"}/InRelease'`, "m"))?.[1];
  if (!mirror) throw new Error("the machine's apt sources name no Debian mirror");
  return mirror;
}

async function command(program, args, options) {
  let result;
  try {
    result = await run(program, args, {
      capture: true,
      env: { LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
      ...options,
    });
  } catch (error) {
    throw new Error(`${program} cannot be started: ${error.message}`, { cause: error });
  }
  if (result.status === 0) return result.stdout;
  const lines = result.output.trim().split("\n");
  const line = lines.find((text) => text.startsWith("E:")) ?? lines.find((text) => /^(Err|W):/.test(text));
  throw new Error(`${program} ${args.find((arg) => /^[a-z]/.test(arg)) ?? ""} failed: ${line ?? lines.at(-1)}`);
}

/** The error for something that the machine lacks: its message is the one sentence that the user gets to read. */
export class Missing extends Error {
  name = "Missing";
}

/** `…; install it with A (Debian, Ubuntu), B (Fedora) or C (macOS)`, so that every such sentence reads alike. */
export function installWith({ debian, fedora, macos }) {
  return `install it with \`${debian}\` (Debian, Ubuntu), \`${fedora}\` (Fedora) or \`${macos}\` (macOS)`;
}

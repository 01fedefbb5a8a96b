/**
 * What a local command, and its supervisor, inherit from the worker's environment. Nothing else does:
 * the worker's own variables hold the database's password.
 */
const inherited = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR)$/;

export function inheritedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => inherited.test(name));
  return Object.fromEntries(entries) as Record<string, string>;
}

/*
 * Second names of settings of a master, in the file and in SENTINEL SET: older ones of Redis's and those of
 * Valkey, which says primary and replica. Files are written with Redis's names, which both read.
 */

const ALIASES: Readonly<Record<string, string>> = {
  'known-slave': 'known-replica',
  'primary-reboot-down-after-period': 'master-reboot-down-after-period',
}

/** The name in lower case under which the setting is kept. */
export function canonicalName(given: string): string {
  const name = given.toLowerCase()
  return Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name
}

/*
 * What a real redis-server 7.0 has and this one has not yet, with the reason. Whoever adds one of these takes it
 * out here: the tests fail when a thing that stands in a list is there.
 */

/** Commands and containers, by the first word of their name. */
export const COMMANDS_TO_COME: Record<string, string> = {
  eval: 'scripts',
  eval_ro: 'scripts',
  evalsha: 'scripts',
  evalsha_ro: 'scripts',
  script: 'scripts',
  fcall: 'functions',
  fcall_ro: 'functions',
  function: 'functions',
  xack: 'streams',
  xadd: 'streams',
  xautoclaim: 'streams',
  xclaim: 'streams',
  xdel: 'streams',
  xgroup: 'streams',
  xinfo: 'streams',
  xlen: 'streams',
  xpending: 'streams',
  xrange: 'streams',
  xread: 'streams',
  xreadgroup: 'streams',
  xrevrange: 'streams',
  xsetid: 'streams',
  xtrim: 'streams',
}

/** Subcommands of containers that are there. */
export const SUBCOMMANDS_TO_COME: Record<string, string> = {
  'acl|deluser': 'users',
  'acl|dryrun': 'users',
  'acl|genpass': 'users',
  'acl|load': 'users',
  'acl|log': 'users',
  'acl|save': 'users',
  'acl|setuser': 'users',
}

/** Lines of HELP texts that name what is to come, by the first words of the entry. */
export const HELP_TO_COME: Record<string, string[]> = {
  acl: ['DELUSER', 'DRYRUN', 'GENPASS', 'LOAD', 'LOG', 'SAVE', 'SETUSER'],
}

/** Entries of HELP texts that differ or are missing for good, with the reason. */
export const HELP_OF_OTHERS: Record<string, Record<string, string>> = {
  client: {
    'KILL <option>': 'Redis 7.4 added MAXAGE, and 7.2 names ID here',
  },
  debug: {
    MALLCTL: 'settings of jemalloc, which is not used here; a Redis built without it has none either',
    'RELOAD [option': 'what NOFLUSH does with a key that is there differs',
    REPLYBUFFER: 'connections share one reply buffer here, which does not shrink and grow with each',
  },
}

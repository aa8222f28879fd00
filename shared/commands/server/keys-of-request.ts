/** The keys of a request given as arguments, for COMMAND GETKEYS and GETKEYSANDFLAGS. */
import type { KeyUse } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { flagBit } from '../../command/entry.ts'
import { findKeys, hasKeys } from '../../command/keys.ts'
import type { Args } from '../../resp/args.ts'

/** Null when the error was given. */
export function keysOfRequest({ commands, reply }: CommandContext, request: Args): KeyUse[] | null {
  let entry = commands.find(request) ?? undefined
  if (entry?.subcommands && request.argc > 1) entry = entry.subcommands.get(request.text(1).toLowerCase())
  if (entry === undefined) {
    reply.error('ERR Invalid command specified')
    return null
  }
  if (!hasKeys(entry.definition)) {
    reply.error('ERR The command has no key arguments')
    return null
  }
  const { arity } = entry
  if (arity > 0 ? request.argc !== arity : request.argc < -arity) {
    reply.error('ERR Invalid number of arguments specified for command')
    return null
  }
  const keys = findKeys(entry.definition, request) ?? []
  if (keys.length > 0 || (entry.flags & flagBit.no_mandatory_keys) !== 0) return keys
  reply.error('ERR Invalid arguments specified for command')
  return null
}

/** The form of DEBUG's subcommands, which are no commands of their own to COMMAND and ACL. */
import type { Args } from '../../../../shared/resp/args.ts'
import type { ServerContext } from '../../../engine/context.ts'

export type DebugSubcommand = {
  /** Upper case. */
  name: string
  /** How many arguments there may be, the command's own name and the subcommand's included. */
  least: number
  most: number
  /** Lines of DEBUG HELP. */
  help: string[]
  run: (ctx: ServerContext, args: Args) => void
}

/** What atoi makes of an argument that should be 0 or 1. */
export function isOn(args: Args, i: number): boolean {
  return (Number.parseInt(args.text(i), 10) || 0) !== 0
}

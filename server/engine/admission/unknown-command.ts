/** What is said of a request whose command there is not. */
import type { CommandTable } from '../../../shared/command/table.ts'
import type { Args } from '../../../shared/resp/args.ts'

/** The error, with as much of the request as Redis shows. */
export function unknownCommand(commands: CommandTable, args: Args): string {
  const name = args.text(0)
  const container = commands.find(args)
  if (container !== null && args.argc >= 2) {
    return `ERR unknown subcommand '${args.text(1, 128)}'. Try ${name.toUpperCase()} HELP.`
  }
  let shown = ''
  for (let i = 1; i < args.argc && shown.length < 128; i++) {
    shown += `'${args.text(i, 128 - shown.length)}' `
  }
  return `ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}`
}

/** The first line of an HTTP request, or its Host header, read as a command. */
export function isHttp(args: Args): boolean {
  return args.is(0, 'POST') || args.is(0, 'HOST:')
}

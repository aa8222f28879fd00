/** The commands on bits of strings. */
import type { Command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { bitcount } from './bitcount.ts'
import { bitfield } from './bitfield.ts'
import { bitfieldRo } from './bitfield-ro.ts'
import { bitop } from './bitop.ts'
import { bitpos } from './bitpos.ts'
import { getbit } from './getbit.ts'
import { setbit } from './setbit.ts'

export const bitmapCommands: Command<ServerContext>[] = [
  bitcount,
  bitfield,
  bitfieldRo,
  bitop,
  bitpos,
  getbit,
  setbit,
]

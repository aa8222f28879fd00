// Scores as Redis 7.0 prints them, `%.17g`, beside the same as 7.2 does, in few digits.
import { formatDouble17g } from '../../../shared/bytes/double.ts'
import { formatDouble } from '../../support/format-double.ts'

/** Whether the two are one double, each printed as its version prints it. */
export function sameDouble(of70: string, of72: string): boolean {
  const value = Number(of72)
  return Object.is(Number(of70), value) && of70 === formatDouble17g(value) && of72 === formatDouble(value)
}

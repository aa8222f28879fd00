/*
 * Values as redis-server 7.0 dumps them, in hexadecimal, one of each type and encoding: what RESTORE gets in
 * generated streams; and how they are spoiled.
 */
import { Crc64 } from '../../../shared/bytes/crc64.ts'
import type { Random } from './random.ts'

const checksumBytes = 8

export const dumps: Record<string, string> = {
  text: '0009736f6d6520746578740a00d4f475004b1689dc',
  integer: '00c139300a009d94ea2793fc08b9',
  compressed: '00c313414008616263646566676861e0ff07e124070167680a007628fd45fe339d11',
  list: '1202020f0f00000003008161020101816202ff02c3142c0c2c0000000300dffb0280019e78e01400011fff0a0062f5047989831d75',
  intset: '0b14040000000300000090eefeff01000000030000000a00090eec49a6504d88',
  set: '02040162016100c0010a00d55cacb2bf16dd32',
  'small hash': '1012120000000400816602817602816e021101ff0a00a180dda23510453b',
  'large hash':
    '040701670267670166026666016202626201610261610163026363016402646401650265650a003a379d5ae888218e',
  'small sorted set': '111d1d0000000600816302842d696e6605816102010181620283322e3504ff0a003992339be11f323d',
  'large sorted set':
    '05070167000000000000f83f0166000000000000f43f0165000000000000f03f0164000000000000e83f0163000000000000e03f0162000000000000d03f016100000000000000000a009072434aba0e97e9',
}

const payloads = Object.values(dumps).map(hex => Buffer.from(hex, 'hex').toString('latin1'))

export function payload(random: Random): string {
  return random.pick(payloads)
}

/** One that is cut short, has a wrong byte, or comes from a version far ahead: the checksum tells. */
export function badPayload(random: Random): string {
  const good = payload(random)
  const at = random.integer(0, good.length - 1)
  if (random.chance(0.3)) return good.slice(0, at)
  const wrong = String.fromCharCode(good.charCodeAt(at) ^ random.integer(1, 255))
  return good.slice(0, at) + wrong + good.slice(at + 1)
}

/**
 * A payload in which some bytes of the value were changed, taken out or put in, and the checksum made right again;
 * type and version stay.
 *
 * @param mend sets right what must not be in the value
 */
export function tampered(
  good: Buffer,
  random: Random,
  mend: (value: Buffer, type: number) => Buffer = value => value,
): Buffer {
  const version = good.length - checksumBytes - 2
  let value = Buffer.from(good.subarray(1, version))
  for (let times = random.integer(1, 3); times > 0; times--) {
    const at = random.integer(0, value.length - 1)
    const byte = Buffer.from([random.pick([0, 1, 0x7f, 0x80, 0xc0, 0xfe, 0xff, random.integer(0, 255)])])
    const [before, after] = [value.subarray(0, at), value.subarray(at)]
    if (random.chance(0.7)) value = Buffer.concat([before, byte, after.subarray(1)])
    else if (random.chance(0.5)) value = Buffer.concat([before, after.subarray(1)])
    else value = Buffer.concat([before, byte, after])
    if (value.length === 0) break
  }
  value = Buffer.from(mend(value, good[0]!))
  return sealed(Buffer.concat([good.subarray(0, 1), value, good.subarray(version, version + 2)]))
}

function sealed(body: Buffer): Buffer {
  const payload = Buffer.concat([body, Buffer.alloc(checksumBytes)])
  const crc = new Crc64()
  crc.update(payload, 0, body.length)
  crc.writeTo(payload, body.length)
  return payload
}

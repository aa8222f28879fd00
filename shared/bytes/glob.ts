/**
 * Glob patterns over bytes, with Redis's rules to the letter: `*`, `?`, `[a-c]`, `[^a-c]`, `\` escapes, a
 * class that is never closed (it ends with the pattern), a range that runs backwards (it is turned round).
 * Two of Redis's oddities are kept because clients can see them: an empty text matches nothing but an empty
 * pattern (a lone `*` is answered before matching, see `globAll`), and an escape inside a class ignores
 * `nocase`.
 *
 * Where it departs: Redis recurses at each `*`; here one remembered star suffices, because a later star can
 * take over whatever an earlier one could have eaten. Time is at most pattern length times text length. As in
 * Redis nothing matches beyond a depth of 1,000 stars that something follows.
 */

const STAR = 0x2a
const QUESTION = 0x3f
const OPEN = 0x5b
const CLOSE = 0x5d
const CARET = 0x5e
const BACKSLASH = 0x5c
const DASH = 0x2d

/** Stars, each with those beside it, that a match may go through; one at the pattern's end is not counted. */
const STARS_MAX = 1000

function lower(c: number): number {
  return c >= 0x41 && c <= 0x5a ? c + 32 : c
}

/** Whether the pattern is a lone `*`, which Redis treats as "everything" without matching. */
export function globAll(pattern: Uint8Array, off = 0, len = pattern.length): boolean {
  return len === 1 && pattern[off] === STAR
}

/**
 * Matches byte `c` against the class whose `[` stands just before `p`. Answers the position after the class,
 * negated (bitwise) when `c` is not in it.
 */
function matchClass(pattern: Uint8Array, p: number, pEnd: number, c: number, nocase: boolean): number {
  const not = p < pEnd && pattern[p] === CARET
  if (not) p++
  const folded = nocase ? lower(c) : c
  let match = false
  for (; p < pEnd; p++) {
    const first = pattern[p]!
    if (first === BACKSLASH && pEnd - p >= 2) {
      if (pattern[++p] === c) match = true
    } else if (first === CLOSE) {
      p++
      break
    } else if (pEnd - p >= 3 && pattern[p + 1] === DASH) {
      let from = first
      let to = pattern[p + 2]!
      if (from > to) {
        from = to
        to = first
      }
      if (nocase) {
        from = lower(from)
        to = lower(to)
      }
      if (folded >= from && folded <= to) match = true
      p += 2
    } else if (nocase ? lower(first) === folded : first === c) {
      match = true
    }
  }
  return match !== not ? p : ~p
}

/** The position after the pattern element at `p`, negated (bitwise) when byte `c` does not match it. */
function matchOne(pattern: Uint8Array, p: number, pEnd: number, c: number, nocase: boolean): number {
  let want = pattern[p]!
  if (want === QUESTION) return p + 1
  if (want === OPEN) return matchClass(pattern, p + 1, pEnd, c, nocase)
  if (want === BACKSLASH && pEnd - p >= 2) want = pattern[++p]!
  p++
  return want === c || (nocase && lower(want) === lower(c)) ? p : ~p
}

/**
 * Whether `text[tOff, tOff + tLen)` matches the glob `pattern[pOff, pOff + pLen)`, as Redis's stringmatchlen.
 */
export function matchGlob(
  pattern: Uint8Array,
  pOff: number,
  pLen: number,
  text: Uint8Array,
  tOff: number,
  tLen: number,
  nocase: boolean,
): boolean {
  const pEnd = pOff + pLen
  const tEnd = tOff + tLen
  if (tLen === 0) return pLen === 0
  let p = pOff
  let t = tOff
  let star = -1
  let starText = 0
  let stars = 0
  while (t < tEnd) {
    if (p < pEnd) {
      if (pattern[p] === STAR) {
        star = ++p
        starText = t
        if (p === pEnd) return true
        if (pattern[p] !== STAR && ++stars > STARS_MAX) return false
        continue
      }
      const next = matchOne(pattern, p, pEnd, text[t]!, nocase)
      if (next >= 0) {
        p = next
        t++
        continue
      }
    }
    if (star < 0) return false
    p = star
    t = ++starText
  }
  while (p < pEnd && pattern[p] === STAR) p++
  return p === pEnd
}

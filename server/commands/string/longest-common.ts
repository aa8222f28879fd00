/**
 * The longest common subsequence by the textbook's table (Wagner and Fischer), traced back from the end.
 * Cells take two bytes where the shorter string allows it. Which of several equally long ones is found is
 * visible to clients: from a tie the trace goes back in the second string, as Redis's does.
 */
export interface Match {
  aAt: number
  bAt: number
  length: number
}

export interface CommonSubsequence {
  length: number
  /** The runs of bytes that lie together in both strings, last first. */
  matches: Match[]
}

export function longestCommonSubsequence(a: Uint8Array, b: Uint8Array): CommonSubsequence {
  const width = b.length + 1
  const cells = (a.length + 1) * width
  const table = Math.min(a.length, b.length) < 65536 ? new Uint16Array(cells) : new Uint32Array(cells)
  for (let i = 1; i <= a.length; i++) {
    const c = a[i - 1]!
    for (let j = 1, at = i * width + 1; j < width; j++, at++) {
      if (c === b[j - 1]) table[at] = table[at - width - 1]! + 1
      else {
        const up = table[at - width]!
        const left = table[at - 1]!
        table[at] = up > left ? up : left
      }
    }
  }
  return { length: table[cells - 1]!, matches: trace(a, b, table) }
}

function trace(a: Uint8Array, b: Uint8Array, table: Uint16Array | Uint32Array): Match[] {
  const width = b.length + 1
  const matches: Match[] = []
  let i = a.length
  let j = b.length
  let length = 0
  while (i > 0 && j > 0) {
    if (a[i - 1] === b[j - 1]) {
      i--
      j--
      length++
      continue
    }
    if (length > 0) matches.push({ aAt: i, bAt: j, length })
    length = 0
    if (table[(i - 1) * width + j]! > table[i * width + j - 1]!) i--
    else j--
  }
  if (length > 0) matches.push({ aAt: i, bAt: j, length })
  return matches
}

/**
 * How Redis would hold a string that lies here as plain bytes: bits of word 0 of the record, where
 * collections have their encoding.
 */

/** A string was changed in place (APPEND, SETRANGE): Redis would report the encoding raw. */
export const RAW: number = 1 << 30
/** A string is digits that Redis would hold as text all the same (INCRBYFLOAT): encoding embstr, not int. */
export const TEXT: number = 1 << 31
/** Neither: an integer that Redis would not share with other keys, though it is small (COPY). */
export const UNSHARED: number = RAW | TEXT

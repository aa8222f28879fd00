/** Time, sampled by whoever touches the world and handed to code that must not. */
export interface Clock {
  /** Wall-clock milliseconds since the Unix epoch. */
  wallMs(): number
  /** Whole wall-clock microseconds since the Unix epoch; its milliseconds are those of `wallMs`. */
  wallUs(): number
  /** Monotonic microseconds from an arbitrary start; never jumps. */
  monotonicUs(): number
}

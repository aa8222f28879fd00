// The property tests draw the same values at each run; `HOLDFAST_SEED=n` draws others.
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.HOLDFAST_SEED ?? 20_261_124) })

/** What replication, eviction and persistence tell the checks. */
export interface GateFacts {
  /** We follow a primary. */
  isReplica(): boolean
  /** The link to it is up and the data complete. */
  linkUp(): boolean
  /** Replicas that answered within min-replicas-max-lag. */
  goodReplicas(): number
  /** Frees memory by the policy; true when there is room for more. */
  makeRoom(): boolean
  /** Why writes must stop (failed saves), or null. */
  diskError(): string | null
}

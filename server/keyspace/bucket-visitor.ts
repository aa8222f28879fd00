/** Sees each record of a bucket before the bucket changes for the first time since the snapshot began. */
export interface BucketVisitor {
  visit(ref: number): void
  /** This record, whose bucket was visited, is about to change or to go. */
  changing(ref: number): void
}

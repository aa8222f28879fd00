/** Classes of keyspace events, one letter each, as notify-keyspace-events has them. */
export type EventClass = 'g' | '$' | 'l' | 's' | 'h' | 'z' | 't' | 'x' | 'e' | 'n' | 'd' | 'm'

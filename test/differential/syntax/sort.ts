/*
 * The syntax of SORT, for generated streams. With ALPHA and BY, elements of equal weight come in no certain order,
 * so what is then returned is compared as a multiset, and never stored or cut. No element has a zero byte: with ALPHA
 * Redis compares as far as that. And no number is out of range: after one Redis takes every number for a bad one,
 * until something resets errno.
 */
import { syntaxes } from '../streams/grammar.ts'

export const sortSyntaxes = syntaxes(`
  4 RPUSH <list> <sortable-integer>...
  2 RPUSH <list> <sortable-text>...
  4 SADD <set> <sortable-integer>...
  2 SADD <set> <sortable-text>...
  ! 3 ZADD <sorted> (<position> <sortable-integer>)...
  ! 2 ZADD <sorted> (<position> <sortable-text>)...
  4 SET <weight-key> <sort-weight>
  4 HSET <weight-hash> f <sort-weight>
  0.3 RPUSH <weight-key> <sortable-text>
  4 (SORT|SORT_RO) (<list>|<sorted>) [BY <sort-by>] [LIMIT <position> <amount>] [ASC|DESC] [GET <sort-get>]
  4 (SORT|SORT_RO) <set> [ASC|DESC] [LIMIT <position> <amount>] [GET <sort-get> GET <sort-get>]
  3 (SORT|SORT_RO) <sortable> [ALPHA] [ASC|DESC] [LIMIT <position> <amount>] [GET <sort-get>]
  2 (SORT|SORT_RO) <sortable> BY <sort-by> [ASC|DESC] [GET <sort-get>]
  ! (SORT|SORT_RO) <sortable> BY <sort-by> ALPHA [ASC|DESC] [GET #]
  3 SORT <sortable> [ALPHA] [LIMIT <position> <amount>] [ASC|DESC] [GET <sort-get>] [GET #] [STORE <list>]
  2 SORT <sortable> BY <sort-by> [LIMIT <position> <amount>] [ASC|DESC] [GET <sort-get>] STORE <sortable>
  0.3 SORT_RO <sortable> STORE <list>
  0.5 SORT <sortable> [<junk>] [BY <junk>] [LIMIT <integer> <integer>]
  0.3 DEL <sortable>...
  OBJECT ENCODING <list>
  LRANGE <list> 0 -1
`)

/** The version of Redis whose commands, protocol and files this is compatible with: what clients are told. */
export const REDIS_VERSION = '7.2.4'

// Shared by the tests of configuration: a store loaded from text, and files that exist only here.
import { createServerConfig } from '../../../server/config/server-config.ts'
import { ConfigError, formatConfigError } from '../../../shared/config/error.ts'
import { type ConfigReader, readConfig } from '../../../shared/config/parse.ts'
import type { ConfigStore } from '../../../shared/config/store.ts'

export function filesOf(files: Readonly<Record<string, string>>): ConfigReader {
  return {
    read(path) {
      const text = files[path]
      if (text === undefined) throw new Error('No such file or directory')
      return text
    },
    glob: pattern =>
      Object.keys(files).filter(path => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(path)),
  }
}

/** Loads `text` as the file main.conf into a fresh store, or the one given. */
export function loaded(
  text: string,
  files: Readonly<Record<string, string>> = {},
  store: ConfigStore = createServerConfig().store,
): ConfigStore {
  const source = { file: 'main.conf', stdin: null, options: null }
  store.load(readConfig(source, filesOf({ ...files, 'main.conf': text })))
  return store
}

/** What stderr would say of a configuration. */
export function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigError) return formatConfigError(error, '7.2.4')
    throw error
  }
  return 'accepted'
}

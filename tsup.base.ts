import { defineConfig } from 'tsup'

export type BuildConfig = ReturnType<typeof defineConfig>

/** The one way published packages are built: ESM and types for Node 22, dependencies never inlined. */
export function packageBuild(entry: string[]): BuildConfig {
  return defineConfig({
    entry,
    format: 'esm',
    target: 'node22',
    platform: 'node',
    dts: true,
    sourcemap: true,
    clean: true,
    skipNodeModulesBundle: true,
    silent: true,
  })
}

import { packageBuild, type BuildConfig } from '../../tsup.base.ts'

const config: BuildConfig = packageBuild(['src/index.ts', 'src/plugin.ts'])

export default config

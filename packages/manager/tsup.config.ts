import { packageBuild, type BuildConfig } from '../../tsup.base.ts'

const config: BuildConfig = packageBuild(['src/index.ts'])

export default config

// Who may enter which room (docs/explanation/architecture.md draws it). One table, checked on every `npm run check`.
const MAIN = '^src-main/'
const room = (...names) => `${MAIN}(?:${names.join('|')})/`
const MAY_ENTER = {
  domain: [],
  contract: ['domain'],
  io: ['domain'],
  compute: ['domain', 'workers'],
  workers: ['domain'],
  figures: ['domain'],
  catalog: ['domain', 'io', 'compute'],
  engine: ['domain', 'contract', 'io', 'compute', 'figures', 'workers', 'catalog'],
  'hosts/preload': ['contract'],
  'hosts/electron': ['engine', 'contract', 'hosts/preload'],
  'hosts/cli': ['engine', 'contract'],
  'hosts/server': ['engine', 'contract'],
}
const mainRooms = Object.entries(MAY_ENTER).map(([name, allowed]) => ({
  name: `${name.replace('/', '-')}-may-enter-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `${MAIN}${name}/` },
  // Files that lie in hosts itself are what several hosts share.
  to: {
    path: '^src-',
    pathNot: [room(name, ...allowed), ...(name.startsWith('hosts/') ? [`${MAIN}hosts/[^/]+\\.ts$`] : [])],
  },
}))
const rendererRooms = Object.entries({
  client: [],
  components: [],
  viewer: [],
  stores: ['client'],
  composables: ['stores', 'client', 'viewer'],
}).map(([name, allowed]) => ({
  name: `renderer-${name}`,
  severity: 'error',
  from: { path: `^src-renderer/${name}/` },
  to: { path: '^src-renderer/', pathNot: `^src-renderer/(?:${[name, ...allowed].join('|')})/` },
}))
const onlyIn = (name, modules, rooms) => ({
  name,
  severity: 'error',
  from: { path: '^src-', pathNot: rooms },
  to: { path: modules },
})
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { path: '^src-' }, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: { path: '^(src-|test/)' }, to: { couldNotResolve: true } },
    ...mainRooms,
    ...rendererRooms,
    {
      name: 'renderer-sees-only-contract-domain-figures',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: MAIN, pathNot: room('contract', 'domain', 'figures') },
    },
    { name: 'main-never-sees-the-renderer', severity: 'error', from: { path: MAIN }, to: { path: '^src-renderer/' } },
    onlyIn('electron-only-in-its-host', 'node_modules/electron/', `${MAIN}hosts/(?:electron|preload)/`),
    onlyIn('native-compute-only-in-compute', 'node_modules/(?:@tensorflow/|onnxruntime)', `${MAIN}compute/`),
    onlyIn('cornerstone-only-in-viewer', 'node_modules/@cornerstonejs/', '^src-renderer/viewer/'),
    {
      name: 'pure-rooms-stay-pure',
      severity: 'error',
      from: { path: room('domain', 'contract') },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/(?:zod|@orpc/contract)/' },
    },
    {
      name: 'figures-need-no-node',
      severity: 'error',
      from: { path: room('figures') },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.vue', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
}

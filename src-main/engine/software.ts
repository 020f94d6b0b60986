import manifest from '../../package.json' with { type: 'json' }

/** Name and version of this program, for provenance. */
export const software = { name: manifest.name, version: manifest.version }

import tseslint from 'typescript-eslint'

const restricted = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'TSEnumDeclaration', message: 'Use a literal union.' },
  {
    selector: "CallExpression[callee.property.name='tidy'] > :function[async=true]",
    message: 'tidy does not await: use try/finally.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(dataSync|arraySync)$/]',
    message: 'Blocks the engine: await data().',
  },
]

export default tseslint.config(
  { ignores: ['out/**', 'node_modules/**', '.cache/**', 'demo/**'] },
  ...tseslint.configs.strict,
  {
    files: ['src-main/**/*.ts', 'src-renderer/**/*.ts', 'test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is an argument: SeededRandom.' },
      ],
      'no-restricted-syntax': ['error', ...restricted],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // Randomness and blocking reads are wrong in tests too, but a long table of cases is not.
    files: ['test/**/*.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
)

import vue from 'eslint-plugin-vue'
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
  ...vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  {
    files: ['src-main/**/*.ts', 'src-renderer/**/*.{ts,vue}', 'test/**/*.ts'],
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
    files: ['src-renderer/**/*.vue', 'test/component/**/*.ts', 'test/electron/window/*.vue'],
    rules: {
      // The compiler checks both, Prettier lays out.
      'no-undef': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multi-word-component-names': 'off',
      // Vuetify names table slots "item.name".
      'vue/valid-v-slot': ['error', { allowModifiers: true }],
    },
  },
  {
    // Vue components are default exports by construction.
    files: ['src-renderer/**/*.vue'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Randomness and blocking reads are wrong in tests too, but a long table of cases is not.
    files: ['test/**/*.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
)

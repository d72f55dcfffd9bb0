/**
 * What TypeDoc is told of this package: entries are called as they are imported, each has its README as a page, and
 * docstrings are read as they are written here.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Converter, DocumentReflection, MinimalSourceFile, ReflectionKind } from 'typedoc';

const LIB = resolve(import.meta.dirname, '../../lib');

/** A line that begins with a key, such as `Default: alpha 0.3`, and those that go on. */
const KEY = /(^|\n)(?<key>[A-Z][a-z]+(?: shape)?):[ ]+(?=\S)/g;
const KEYS = new Set([
  'Backward', 'Bound', 'Cache', 'Default', 'Does', 'Formula', 'Input shape', 'Objective', 'Order', 'Output shape',
  'Parameters', 'Returns', 'Shapes', 'Slots', 'Source', 'Targets', 'Throws', 'Units', 'Why', 'Writes',
]);

/** Each such line as an item of a list. */
function listed(text, startsLine) {
  return text.replace(KEY, (all, start, key, at) => (
    !KEYS.has(key) || (at === 0 && start === '' && !startsLine) ? all : `${start}- **${key}** `
  ));
}

function readKeys({ comment }) {
  let startsLine = true;
  for (const part of comment?.summary ?? []) {
    if (part.kind === 'text') part.text = listed(part.text, startsLine);
    startsLine = part.text.endsWith('\n');
  }
}

/** The page of an entry's README, under the entry. */
function addGuide(app, module) {
  const path = module.name.replace(/^bitgrad/, LIB) + '/README.md';
  if (!existsSync(path)) return;
  const file = new MinimalSourceFile(readFileSync(path, 'utf8'), path);
  const { content } = app.converter.parseRawComment(file, module.project.files);
  const guide = new DocumentReflection('Guide', module, content, {});
  module.addChild(guide);
  module.project.registerReflection(guide, undefined, path);
}

/** A property that holds an option says what the option says. */
function readOptions(project) {
  for (const type of project.getReflectionsByKind(ReflectionKind.Class)) {
    const [, options] = type.children?.find(({ kind }) => kind === ReflectionKind.Constructor)?.signatures
      ?.flatMap(({ parameters = [] }) => parameters).map(({ type: given }) => given?.reflection)
      .filter((given) => given?.children) ?? [];
    for (const property of type.children ?? []) {
      const option = options?.children?.find(({ name }) => name === property.name);
      if (!property.hasComment() && option?.comment) property.comment = option.comment.clone();
    }
  }
}

/** The names of documents of the whole project, by their files. */
const TITLES = new Map([
  ['lib/CONTRACT', 'The arithmetic contract'], ['bench/README', 'Speed'], ['scripts/README', 'The commands'],
  ['CHANGELOG', 'Changes'],
]);

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    document.name = TITLES.get(document.name) ?? document.name;
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (reflection.kind !== ReflectionKind.Module) return;
    reflection.name = reflection.name.replace(/^lib/, 'bitgrad');
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) addGuide(app, module);
    readOptions(project);
    for (const reflection of Object.values(project.reflections)) readKeys(reflection);
  });
}

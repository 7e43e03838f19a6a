// Makes a C++ source of built files: node embed.mjs FOLDER PREFIX NAMESPACE OUTPUT
//
// Every file of FOLDER, under PREFIX and compressed beside itself, becomes an entry of
// NAMESPACE::files(). A FOLDER/policy.json names the Content-Security-Policy of its documents.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [folder, prefix, namespace, output] = process.argv.slice(2);
if (!output) throw new Error('usage: node embed.mjs FOLDER PREFIX NAMESPACE OUTPUT');

const types = {
  js: 'text/javascript;charset=UTF-8',
  css: 'text/css;charset=UTF-8',
  html: 'text/html;charset=UTF-8',
  json: 'application/json;charset=UTF-8',
  svg: 'image/svg+xml',
};

function list(path, below = '') {
  return readdirSync(path).flatMap((name) => {
    const whole = join(path, name);
    return statSync(whole).isDirectory() ? list(whole, `${below}${name}/`) : [`${below}${name}`];
  });
}

// Octal escapes of three digits end by themselves; lines are cut where a compiler may want them cut.
function literal(bytes) {
  let lines = '';
  for (let at = 0; at < bytes.length; at += 64) {
    let line = '';
    for (const byte of bytes.subarray(at, at + 64)) {
      const plain = byte >= 32 && byte < 127 && byte !== 34 && byte !== 92 && byte !== 63;
      line += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
    }
    lines += `\n    "${line}"`;
  }
  return `std::string_view(${lines || '""'}, ${bytes.length})`;
}

const policyFile = join(folder, 'policy.json');
const policies = existsSync(policyFile) ? JSON.parse(readFileSync(policyFile, 'utf8')) : {};
const names = list(folder).filter((name) => name !== 'policy.json').sort();
const entries = names.map((name) => {
  const type = types[name.split('.').pop()];
  if (!type) throw new Error(`${name}: no content type is known`);
  const body = readFileSync(join(folder, name));
  const packed = gzipSync(body, { level: 9 });
  const tag = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return `  {.path = ${JSON.stringify(prefix + name)},
   .content_type = ${JSON.stringify(type)},
   .body = ${literal(body)},
   .gzip = ${packed.length < body.length ? literal(packed) : '{}'},
   .tag = ${JSON.stringify(tag)},
   .policy = ${JSON.stringify(policies[name] ?? '')}},`;
});
writeFileSync(output, `// Made by web/embed.mjs.
#include <span>

#include "http/static_files.hpp"

namespace ${namespace} {

namespace {

using guichet::http::StaticFile;

constexpr StaticFile all[] = {
${entries.join('\n')}
};

}  // namespace

std::span<const StaticFile> files() { return all; }

}  // namespace ${namespace}
`);

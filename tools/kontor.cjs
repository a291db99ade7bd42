#!/usr/bin/env node
// The command "kontor". Plain JavaScript, since it may be started by a Node that cannot run the rest.
var fs = require('node:fs');
var path = require('node:path');
var childProcess = require('node:child_process');

var cli = path.join(__dirname, '..', 'packages', 'server', 'src', 'cli.ts');
var brought = path.join(__dirname, '..', 'node_modules', '.bin', 'node');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  run(process.execPath);
} else if (fs.existsSync(brought)) {
  run(brought);
} else {
  require('./require-node.cjs');
}

function run(node) {
  var result = childProcess.spawnSync(node, [cli].concat(process.argv.slice(2)), { stdio: 'inherit' });
  if (result.error) throw result.error;
  process.exit(result.status === null ? 1 : result.status);
}

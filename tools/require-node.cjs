// Plain old JavaScript: it has to run on the very versions it turns away.
var wanted = 24;
var major = Number(process.versions.node.split('.')[0]);

if (!(major >= wanted)) {
  process.stderr.write(
    'Kontor needs Node ' +
      wanted +
      ' or newer; this is ' +
      process.version +
      ' (' +
      process.execPath +
      ').\n' +
      'On Linux npm brings the right one along: run "npm ci" (without --omit=optional), then start through npm,\n' +
      'as in "npm start". Elsewhere install Node ' +
      wanted +
      ' from https://nodejs.org and try again.\n',
  );
  process.exit(1);
}

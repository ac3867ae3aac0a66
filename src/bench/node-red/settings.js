// Node-RED without its editor, which would only cost memory; rawBodyParser and crypto are what the check of a signature needs.
module.exports = {
  flowFile: 'flows.json',
  uiHost: '127.0.0.1',
  httpAdminRoot: false,
  functionGlobalContext: { crypto: require('node:crypto') },
  logging: { console: { level: 'info', metrics: false, audit: false } },
};

// One page of the sample registry for each kind of page.

export const PAGES = {
  home: "index.html",
  category: "categories/database.html",
  connector: "connectors/sql-server.html",
  "connector's settings": "connectors/sql-server/settings.html",
  "connector's versions": "connectors/sql-server/versions.html",
  "connector's usage": "connectors/sql-server/usage.html",
  "connector's files": "connectors/sql-server/files.html",
  "comparison of versions": "connectors/sql-server/compare.html",
  "current version": "connectors/postgresql/1.7.html",
  "old version": "connectors/postgresql/1.6.html",
  "deprecated version": "connectors/postgresql/1.5.html",
  "withdrawn version": "connectors/sql-server/1.29.html",
  "breaking version": "connectors/opc-ua/2.0.html",
  applications: "applications.html",
  application: "applications/kpi-board.html",
  usage: "usage.html",
  activity: "activity.html",
  about: "about.html",
  rules: "rules.html",
  rule: "rules/setting-key-not-in-code.html",
  search: "search.html",
  "connectors A-Z": "a-z.html",
  "who is behind": "reports/stale.html",
  deadlines: "reports/deadlines.html",
  "deletable versions": "reports/deletable.html",
  "usage in numbers": "reports/usage.html",
  assemblies: "reports/assemblies.html",
  adoption: "reports/adoption.html",
};

export const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

export const SCHEMES = ["light", "dark"];

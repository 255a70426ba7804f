//! A registry of industrial connectors kept in Git.

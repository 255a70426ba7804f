//! What the program promises about loading and checking a registry, held from the outside.
//!
//! 1. [`rules`]: every code of the table has a registry that fails by it alone, and a twin that passes.
//! 2. [`loading`]: whatever the files hold, nothing panics, nothing is lost, every fault is told at once.
//! 3. [`sources`] and [`history`]: real repositories, made on the spot with fixed times.
//! 4. [`sample`]: the registry that newcomers copy keeps what it shows.
//! 5. [`reports`]: hostile text in findings does no harm.
//! 6. [`build`]: the site as a whole; the same input gives the same bytes.
//! 7. [`commands`]: words out, exit codes.
//! 8. [`corpus`]: what fuzzing found worth keeping is read or refused.
//! 9. [`metadata`]: assemblies, read by us and by another house.
//! 10. [`diff`]: what changed between versions, and what packages are made of.
//! 11. [`packing`]: packages made and taken apart.
//! 12. [`review`]: changes, in real repositories.
//! 13. [`schemas`]: what editors know of the YAML files is what the readers take.
//! 14. [`beginning`]: a registry is begun without touching what is there.
//! 15. [`changes`]: a diff is what Git makes of it.
//! 16. [`fix`]: what `check --fix` does, and what it leaves alone.
//! 17. [`check`]: formats, files, parts of a report, exit codes.
//! 18. [`emitters`]: every format of a report; hostile text stays in its place.
//! 19. [`commit`]: a command's changes are committed, and nothing else is.
//! 20. [`transcripts`]: whole sessions at a shell, word for word.
//! 21. [`looking`]: `list`, `show` and `search`, for people and for programs.
//! 22. [`lifecycle`]: connectors, versions and categories that are changed from the command line.
//! 23. [`changing`]: what holds for every command that changes a registry.
//! 24. [`crashes`]: a change is made whole or not at all, whenever the program is killed.
//! 25. [`manual`]: help, manual pages and completions tell of every command.
//! 26. [`adding`]: packages become versions and connectors.
//! 27. [`applications`]: applications that are added, imported, moved to higher versions.
//! 28. [`audiences`]: what one audience may not see changes nothing that another one is shown.
//! 29. [`injection`]: whatever stands in a registry is text on its site.
//! 30. [`chronicle`]: what pages tell of the history.
//! 31. [`telling`]: the pages that tell of it.
//! 32. [`api`]: what the site promises to programs.
//! 33. [`verify`]: a copy of a site is what was published, or the difference is told.
//! 34. [`themes`]: logo, colour, footer and templates.
//! 35. [`usage_reports`]: the reports of the site and `connectory report`.
//! 36. [`daemon`]: the service: what it follows, publishes, takes in, and tells.
//! 37. [`equality`]: whatever happens to a registry, the daemon's site is that of a clean build.
//! 38. [`faults`]: full and broken disks, killed programs: readers find whole pages, no drop is lost.
//! 39. [`store`]: sites in a real S3 server, with a network between that fails.
//! 40. [`ground`]: pages that are left alone are those that a clean build makes.
//! 41. [`storage`]: packages that do not lie in Git.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![allow(clippy::disallowed_methods, reason = "a test writes the folders that it reads")]

mod adding;
mod api;
mod applications;
mod audiences;
mod beginning;
mod build;
mod changes;
mod changing;
mod check;
mod chronicle;
mod codeowners;
mod commands;
mod commit;
mod corpus;
mod crashes;
#[cfg(unix)]
mod daemon;
mod diff;
mod emitters;
mod equality;
#[cfg(target_os = "linux")]
mod faults;
mod fix;
mod ground;
mod harmless;
mod history;
mod injection;
mod lifecycle;
mod loading;
mod looking;
mod manual;
mod metadata;
mod packing;
mod reports;
mod review;
mod rules;
mod sample;
mod schemas;
mod sources;
mod storage;
mod store;
mod support;
mod telling;
mod themes;
mod transcripts;
mod usage_reports;
mod verify;
mod workload;

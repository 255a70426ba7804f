//! The table of changes: every code, how much it matters, and why.

use std::fmt;

/// How much a change matters to an application. The worst stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// It stops working, or its keepers must do something first.
    Breaking,
    /// It goes on, and may do something else than before.
    Behaviour,
    /// It goes on as before.
    Safe,
}

impl Grade {
    /// Every grade, worst first.
    pub const ALL: [Grade; 3] = [Grade::Breaking, Grade::Behaviour, Grade::Safe];

    /// `breaking`, `behaviour` or `safe`.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Breaking => "breaking",
            Grade::Behaviour => "behaviour",
            Grade::Safe => "safe",
        }
    }
}

macro_rules! kinds {
    ($($code:literal $kind:ident $grade:ident $why:literal,)*) => {
        /// What kind of change it is. A kind has one code, one grade and one reason.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind {
            $(#[doc = concat!("`", $code, "`: ", $why, ".")] $kind,)*
        }

        impl Kind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind,)*];

            /// The code: kebab-case, never renamed once published.
            pub fn code(self) -> &'static str {
                match self { $(Kind::$kind => $code,)* }
            }

            /// How much it matters.
            pub fn grade(self) -> Grade {
                match self { $(Kind::$kind => Grade::$grade,)* }
            }

            /// Why it matters so much.
            pub fn why(self) -> &'static str {
                match self { $(Kind::$kind => $why,)* }
            }
        }
    };
}

kinds! {
    // what the package is
    "id-changed" Id Breaking "to App Designer this is another connector, not a version of the same one",
    "role-changed" Role Breaking "a connector and an agent are used in different places",
    "platform-changed" Platform Breaking "hosts of the platform it was for do not load it",
    "type-changed" Type Breaking "it is offered in another place",
    "input-map-required" InputMapRequired Breaking "without a mapped input it does not run",
    "input-map-optional" InputMapOptional Safe "an input that is mapped stays so",
    "isolation-changed" Isolation Behaviour "what it shares with others in the host is no longer the same",

    // settings
    "setting-added-required" AddedRequired Breaking "a connection that leaves it empty does not work until someone fills it in",
    "setting-removed" Removed Breaking "what was filled in is no longer read",
    "setting-renamed" Renamed Breaking "what was filled in is stored under the old key, which nothing reads",
    "control-changed" Control Breaking "what is stored may not fit the new control",
    "control-exchanged" ControlAlike Behaviour "what is stored still fits, and is entered in another way",
    "setting-required" Required Breaking "a connection that leaves it empty does not work until someone fills it in",
    "setting-default-dropped" DefaultDropped Breaking "a connection that leaves it empty does not work until someone fills it in",
    "setting-shown-required" ShownRequired Breaking "a connection that leaves it empty does not work until someone fills it in",
    "option-removed" OptionRemoved Breaking "who chose it holds a value that is no longer offered",
    "custom-text-refused" CustomTextRefused Breaking "who typed a value of their own holds one that is not offered",
    "setting-unsecured" Unsecured Breaking "a secret is shown to everyone who opens the form",
    "setting-default-changed" Default Behaviour "where nothing is filled in, another value is used",
    "script-changed" Script Behaviour "where no script was written, another one is used",
    "option-source-changed" OptionSource Behaviour "nobody can tell from the package which values are offered",
    "setting-secured" Secured Behaviour "what was typed before may have to be typed again",
    "setting-hidden" Hidden Behaviour "what is stored can no longer be seen or changed, unless the plug-in shows it again",
    "group-hidden" GroupHidden Behaviour "nothing in it can be seen or changed, unless the plug-in shows it again",
    "unique-key-changed" UniqueKey Behaviour "rows that were different may count as the same, and the reverse",
    "setting-member-changed" Member Behaviour "the plug-in or App Designer may read it",
    "form-member-changed" FormMember Behaviour "the plug-in or App Designer may read it",
    "setting-added" Added Safe "applications go on without it",
    "setting-required-with-default" RequiredWithDefault Safe "where nothing is filled in, its default serves",
    "setting-optional" Optional Safe "what is filled in stays",
    "setting-shown" Shown Safe "what is stored stays the same",
    "option-removed-still-allowed" OptionStillAllowed Safe "it is no longer offered, and may still be typed",
    "option-added" OptionAdded Safe "what was chosen is still offered",
    "option-relabelled" OptionRelabelled Safe "what is stored stays the same",
    "options-reordered" OptionsReordered Safe "what is stored stays the same",
    "custom-text-allowed" CustomTextAllowed Safe "what was chosen is still offered",
    "setting-postback-changed" Postback Safe "only who edits the form notices",
    "setting-caption-changed" Caption Safe "only the label is another",
    "setting-help-changed" Help Safe "only the explanation is another",
    "setting-look-changed" Look Safe "only its look is another",
    "setting-moved" Moved Safe "values are stored by key, not by group",
    "settings-reordered" Reordered Safe "values are stored by key, not by place",
    "label-added" LabelAdded Safe "it holds no value",
    "label-removed" LabelRemoved Safe "it held no value",
    "group-added" GroupAdded Safe "a group holds no value",
    "group-removed" GroupRemoved Safe "a group holds no value",
    "group-renamed" GroupRenamed Safe "a group holds no value",
    "group-changed" GroupChanged Safe "a group holds no value",
    "form-postback-changed" FormPostback Safe "only who edits the form notices",

    // inputs and outputs
    "endpoint-removed" EndpointRemoved Breaking "what is connected to it has no end any more",
    "endpoints-reordered" EndpointsReordered Behaviour "what is connected by place is connected to another one",
    "endpoint-added" EndpointAdded Safe "nothing is connected to it yet",

    // code
    "entry-point-missing" EntryPointMissing Breaking "App Designer cannot find the class it has to load",
    "entry-point-unusable" EntryPointUnusable Breaking "App Designer cannot make an object of the class",
    "interface-dropped" InterfaceDropped Breaking "App Designer no longer offers what the interface is for",
    "dependency-missing" DependencyMissing Breaking "code that needs it fails, unless the host happens to have it",
    "assembly-damaged" Damaged Breaking "it cannot be loaded",
    "framework-changed" Framework Breaking "hosts of the former framework cannot load it",
    "entry-point-changed" EntryPoint Behaviour "another class does the work",
    "interface-perhaps-dropped" InterfacePerhapsDropped Behaviour "a base class outside the package may still implement it",
    "framework-raised" FrameworkRaised Behaviour "hosts with an older framework cannot load it",
    "assembly-upgraded-major" UpgradedMajor Behaviour "a new major version may do things differently",
    "assembly-downgraded" Downgraded Behaviour "what was mended in between is broken again",
    "assembly-rebuilt" Rebuilt Behaviour "the same version with other bytes is other code",
    "file-changed" FileChanged Behaviour "nobody can tell from outside what is different in it",
    "file-removed" FileRemoved Behaviour "code that still needs it fails",
    "debug-build" DebugBuild Behaviour "it is slower, and checks more",
    "strong-name-dropped" StrongNameDropped Behaviour "code that was built against the strong name does not load it",
    "signature-dropped" SignatureDropped Behaviour "hosts that demand a signature refuse it",
    "entry-point-found" EntryPointFound Safe "the class can be loaded now",
    "interface-added" InterfaceAdded Safe "App Designer offers what the interface is for, too",
    "dependency-found" DependencyFound Safe "nothing asks for a file that is not there",
    "framework-lowered" FrameworkLowered Safe "newer hosts load it, too",
    "assembly-upgraded" Upgraded Safe "the major version is the same",
    "plug-in-changed" PlugIn Safe "every version brings its own plug-in",
    "file-added" FileAdded Safe "nothing needed it before",
    "file-type-changed" FileType Safe "the file is still there",
    "release-build" ReleaseBuild Safe "it is a release build now",
    "signature-added" SignatureAdded Safe "every host takes it",

    // what people see
    "name-changed" Name Safe "applications refer to the id",
    "category-changed" Category Safe "only its place in the toolbox is another",
    "description-changed" Description Safe "only people read it",
    "icon-changed" Icon Safe "only its picture is another",
    "help-url-changed" HelpUrl Safe "only people read it",
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

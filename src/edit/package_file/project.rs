//! What a C# project says of the DLL it builds, as far as that is simple to see.

use roxmltree::Document;

/// What a project builds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The name of the assembly, without `.dll`.
    pub assembly: String,
    /// The namespace that its classes begin with.
    pub namespace: String,
    /// The path of the DLL that `Release` builds, from the project's folder.
    pub output: String,
}

impl Project {
    /// Reads a project file; `stem` is its name without `.csproj`. What is computed, or not there, is as the tools have
    /// it by themselves. None when the text is no project.
    pub fn read(text: &str, stem: &str) -> Option<Project> {
        let document = Document::parse(text.trim_start_matches('\u{feff}')).ok()?;
        let root = document.root_element();
        if root.tag_name().name() != "Project" {
            return None;
        }
        let find = |name: &str| {
            let mut named = root.descendants().filter(|node| node.tag_name().name() == name);
            let text = named.find_map(|node| node.text()).map(str::trim);
            text.filter(|text| !text.is_empty() && !text.contains("$(")).map(ToOwned::to_owned)
        };
        let assembly = find("AssemblyName").unwrap_or_else(|| stem.to_owned());
        let namespace = find("RootNamespace").unwrap_or_else(|| stem.to_owned());
        let frameworks = find("TargetFramework").or_else(|| find("TargetFrameworks"));
        let framework =
            frameworks.as_deref().and_then(|all| all.split(';').map(str::trim).find(|one| !one.is_empty()));
        // Only projects that name an SDK put the framework into the path.
        let output = match framework {
            Some(framework) => format!("bin/Release/{framework}/{assembly}.dll"),
            None => format!("bin/Release/{assembly}.dll"),
        };
        Some(Project { assembly, namespace, output })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_tells_its_assembly_and_where_it_is_built() {
        let sdk = r#"<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFrameworks>net461; net8.0</TargetFrameworks>
            <AssemblyName>Acme.SqlServer</AssemblyName></PropertyGroup></Project>"#;
        let project = Project::read(sdk, "Sql").expect("a project");
        assert_eq!((project.assembly.as_str(), project.namespace.as_str()), ("Acme.SqlServer", "Sql"));
        assert_eq!(project.output, "bin/Release/net461/Acme.SqlServer.dll");
        let old = "\u{feff}<?xml version=\"1.0\"?>\n<Project xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\">\
            <PropertyGroup><AssemblyName>$(Name)</AssemblyName><TargetFrameworkVersion>v4.6.1</TargetFrameworkVersion>\
            <RootNamespace>Acme.Sql</RootNamespace></PropertyGroup></Project>";
        let project = Project::read(old, "Sql").expect("a project");
        assert_eq!(
            (project.namespace.as_str(), project.output.as_str()),
            ("Acme.Sql", "bin/Release/Sql.dll")
        );
    }

    #[test]
    fn what_is_no_project_is_none() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><Project>&b;</Project>";
        for text in ["", "<x/>", "Project", "<Project>", bomb, &"<a>".repeat(1 << 16)] {
            assert_eq!(Project::read(text, "x"), None);
        }
    }
}

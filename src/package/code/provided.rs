//! Assemblies that are there wherever a package runs, so that none needs to bring them.
//!
//! Whether a package runs on the .NET Framework or on .NET is not told, so what either has counts for both: an assembly
//! is called missing only when neither has it. Many names that begin with `System.` are in neither (such as
//! `System.Data.SqlClient`, `System.Management.Automation`, `System.IO.Ports`), so the list names each.

/// Whether an assembly, by its simple name in lower case, is part of a framework or of the platform.
pub(super) fn is_provided(name: &str) -> bool {
    FRAMEWORK.binary_search(&name).is_ok() || PLATFORM.contains(&name) || is_framework(name)
}

/// Whether an assembly, by its simple name in lower case, is one of the platform's own frameworks.
pub(super) fn is_framework(name: &str) -> bool {
    PLATFORM_FAMILIES.iter().any(|family| name.strip_prefix(family).is_some_and(is_family))
}

fn is_family(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}

/// The platform's frameworks, with all that begins with their names and a dot.
const PLATFORM_FAMILIES: [&str; 2] = ["xmiot.framework", "xmpro.integration.framework"];

/// What packages of the vendor refer to without bringing it.
const PLATFORM: [&str; 2] = ["newtonsoft.json", "xmpro.plugins.packager"];

/// The .NET Framework 4.8 with its facades, and `Microsoft.NETCore.App` of .NET Core 3.0 and later; sorted.
#[rustfmt::skip]
const FRAMEWORK: &[&str] = &[
    "accessibility", "custommarshalers", "isymwrapper", "microsoft.activities.build", "microsoft.build",
    "microsoft.build.conversion.v4.0", "microsoft.build.engine", "microsoft.build.framework",
    "microsoft.build.tasks.v4.0", "microsoft.build.utilities.v4.0", "microsoft.csharp", "microsoft.jscript",
    "microsoft.visualbasic", "microsoft.visualbasic.compatibility",
    "microsoft.visualbasic.compatibility.data", "microsoft.visualbasic.core", "microsoft.visualc",
    "microsoft.visualc.stlclr", "microsoft.win32.primitives", "microsoft.win32.registry", "mscorlib",
    "netstandard", "presentationbuildtasks", "presentationcore", "presentationframework",
    "presentationframework.aero", "presentationframework.aero2", "presentationframework.aerolite",
    "presentationframework.classic", "presentationframework.luna", "presentationframework.royale",
    "reachframework", "sysglobl", "system", "system.activities", "system.activities.core.presentation",
    "system.activities.durableinstancing", "system.activities.presentation", "system.addin",
    "system.addin.contract", "system.appcontext", "system.buffers", "system.collections",
    "system.collections.concurrent", "system.collections.immutable", "system.collections.nongeneric",
    "system.collections.specialized", "system.componentmodel", "system.componentmodel.annotations",
    "system.componentmodel.composition", "system.componentmodel.composition.registration",
    "system.componentmodel.dataannotations", "system.componentmodel.eventbasedasync",
    "system.componentmodel.primitives", "system.componentmodel.typeconverter", "system.configuration",
    "system.configuration.install", "system.console", "system.core", "system.data", "system.data.common",
    "system.data.datasetextensions", "system.data.entity", "system.data.entity.design", "system.data.linq",
    "system.data.oracleclient", "system.data.services", "system.data.services.client",
    "system.data.services.design", "system.data.sqlxml", "system.deployment", "system.design",
    "system.device", "system.diagnostics.contracts", "system.diagnostics.debug",
    "system.diagnostics.diagnosticsource", "system.diagnostics.fileversioninfo", "system.diagnostics.process",
    "system.diagnostics.stacktrace", "system.diagnostics.textwritertracelistener", "system.diagnostics.tools",
    "system.diagnostics.tracesource", "system.diagnostics.tracing", "system.directoryservices",
    "system.directoryservices.accountmanagement", "system.directoryservices.protocols", "system.drawing",
    "system.drawing.design", "system.drawing.primitives", "system.dynamic.runtime",
    "system.enterpriseservices", "system.formats.asn1", "system.formats.tar", "system.globalization",
    "system.globalization.calendars", "system.globalization.extensions", "system.identitymodel",
    "system.identitymodel.selectors", "system.identitymodel.services", "system.io", "system.io.compression",
    "system.io.compression.brotli", "system.io.compression.filesystem", "system.io.compression.zipfile",
    "system.io.filesystem", "system.io.filesystem.accesscontrol", "system.io.filesystem.driveinfo",
    "system.io.filesystem.primitives", "system.io.filesystem.watcher", "system.io.isolatedstorage",
    "system.io.log", "system.io.memorymappedfiles", "system.io.pipelines", "system.io.pipes",
    "system.io.pipes.accesscontrol", "system.io.unmanagedmemorystream", "system.linq",
    "system.linq.asyncenumerable", "system.linq.expressions", "system.linq.parallel", "system.linq.queryable",
    "system.management", "system.management.instrumentation", "system.memory", "system.messaging",
    "system.net", "system.net.http", "system.net.http.json", "system.net.http.webrequest",
    "system.net.httplistener", "system.net.mail", "system.net.nameresolution",
    "system.net.networkinformation", "system.net.ping", "system.net.primitives", "system.net.quic",
    "system.net.requests", "system.net.security", "system.net.serversentevents", "system.net.servicepoint",
    "system.net.sockets", "system.net.webclient", "system.net.webheadercollection", "system.net.webproxy",
    "system.net.websockets", "system.net.websockets.client", "system.numerics", "system.numerics.vectors",
    "system.objectmodel", "system.printing", "system.private.corelib",
    "system.private.datacontractserialization", "system.private.uri", "system.private.xml",
    "system.private.xml.linq", "system.reflection", "system.reflection.context",
    "system.reflection.dispatchproxy", "system.reflection.emit", "system.reflection.emit.ilgeneration",
    "system.reflection.emit.lightweight", "system.reflection.extensions", "system.reflection.metadata",
    "system.reflection.primitives", "system.reflection.typeextensions", "system.resources.reader",
    "system.resources.resourcemanager", "system.resources.writer", "system.runtime", "system.runtime.caching",
    "system.runtime.compilerservices.unsafe", "system.runtime.compilerservices.visualc",
    "system.runtime.durableinstancing", "system.runtime.extensions", "system.runtime.handles",
    "system.runtime.interopservices", "system.runtime.interopservices.javascript",
    "system.runtime.interopservices.runtimeinformation", "system.runtime.interopservices.windowsruntime",
    "system.runtime.intrinsics", "system.runtime.loader", "system.runtime.numerics",
    "system.runtime.remoting", "system.runtime.serialization", "system.runtime.serialization.formatters",
    "system.runtime.serialization.formatters.soap", "system.runtime.serialization.json",
    "system.runtime.serialization.primitives", "system.runtime.serialization.xml",
    "system.runtime.windowsruntime", "system.runtime.windowsruntime.ui.xaml", "system.security",
    "system.security.accesscontrol", "system.security.claims", "system.security.cryptography",
    "system.security.cryptography.algorithms", "system.security.cryptography.cng",
    "system.security.cryptography.csp", "system.security.cryptography.encoding",
    "system.security.cryptography.openssl", "system.security.cryptography.primitives",
    "system.security.cryptography.x509certificates", "system.security.principal",
    "system.security.principal.windows", "system.security.securestring", "system.servicemodel",
    "system.servicemodel.activation", "system.servicemodel.activities", "system.servicemodel.channels",
    "system.servicemodel.discovery", "system.servicemodel.duplex", "system.servicemodel.http",
    "system.servicemodel.nettcp", "system.servicemodel.primitives", "system.servicemodel.routing",
    "system.servicemodel.security", "system.servicemodel.web", "system.serviceprocess", "system.speech",
    "system.text.encoding", "system.text.encoding.codepages", "system.text.encoding.extensions",
    "system.text.encodings.web", "system.text.json", "system.text.regularexpressions", "system.threading",
    "system.threading.accesscontrol", "system.threading.channels", "system.threading.overlapped",
    "system.threading.tasks", "system.threading.tasks.dataflow", "system.threading.tasks.extensions",
    "system.threading.tasks.parallel", "system.threading.thread", "system.threading.threadpool",
    "system.threading.timer", "system.transactions", "system.transactions.local", "system.valuetuple",
    "system.web", "system.web.abstractions", "system.web.applicationservices", "system.web.datavisualization",
    "system.web.datavisualization.design", "system.web.dynamicdata", "system.web.dynamicdata.design",
    "system.web.entity", "system.web.entity.design", "system.web.extensions", "system.web.extensions.design",
    "system.web.httputility", "system.web.mobile", "system.web.regularexpressions", "system.web.routing",
    "system.web.services", "system.windows", "system.windows.controls.ribbon", "system.windows.forms",
    "system.windows.forms.datavisualization", "system.windows.forms.datavisualization.design",
    "system.windows.input.manipulations", "system.windows.presentation", "system.workflow.activities",
    "system.workflow.componentmodel", "system.workflow.runtime", "system.workflowservices", "system.xaml",
    "system.xaml.hosting", "system.xml", "system.xml.linq", "system.xml.readerwriter",
    "system.xml.serialization", "system.xml.xdocument", "system.xml.xmldocument", "system.xml.xmlserializer",
    "system.xml.xpath", "system.xml.xpath.xdocument", "uiautomationclient", "uiautomationclientsideproviders",
    "uiautomationprovider", "uiautomationtypes", "windowsbase", "windowsformsintegration", "xamlbuildtask",
];

#[cfg(test)]
mod tests {
    use super::{FRAMEWORK, is_provided};

    #[test]
    fn the_list_is_sorted_and_in_lower_case_so_that_it_can_be_searched() {
        assert!(FRAMEWORK.is_sorted_by(|a, b| a < b));
        assert!(FRAMEWORK.iter().all(|name| name.bytes().all(|byte| !byte.is_ascii_uppercase())));
    }

    #[test]
    fn only_what_the_frameworks_have_is_provided() {
        for name in ["mscorlib", "netstandard", "system", "system.runtime", "microsoft.csharp", "windowsbase"]
        {
            assert!(is_provided(name), "{name}");
        }
        for name in ["xmiot.framework", "xmpro.integration.framework", "xmpro.integration.framework.ui"] {
            assert!(is_provided(name), "{name}");
        }
        for name in ["system.data.sqlclient", "system.io.ports", "xmiot.frameworks", "acme", "", "systems"] {
            assert!(!is_provided(name), "{name}");
        }
    }
}

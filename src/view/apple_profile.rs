//! A configuration profile that has an iPhone, iPad or Mac take a root certificate.
//! Apple, "Configuration Profile Reference": payload type `com.apple.security.root`.

use data_encoding::{BASE64_MIME, HEXUPPER};
use ring::digest::{SHA256, digest};
use std::fmt::Write;

/// The profile with these certificates (DER).
pub fn apple_profile(roots: &[Vec<u8>]) -> String {
    let mut payloads = String::new();
    for (n, der) in roots.iter().enumerate() {
        let id = uuid(der);
        // Writing to a string cannot fail.
        let _ = write!(
            payloads,
            "<dict>\
             <key>PayloadType</key><string>com.apple.security.root</string>\
             <key>PayloadVersion</key><integer>1</integer>\
             <key>PayloadIdentifier</key><string>handyman-kpi.root.{id}</string>\
             <key>PayloadUUID</key><string>{id}</string>\
             <key>PayloadDisplayName</key><string>Handyman KPI {}</string>\
             <key>PayloadCertificateFileName</key><string>handyman-kpi-{n}.cer</string>\
             <key>PayloadContent</key><data>\n{}</data>\
             </dict>",
            n + 1,
            BASE64_MIME.encode(der)
        );
    }
    let id = uuid(&roots.concat());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\"><dict>\
         <key>PayloadType</key><string>Configuration</string>\
         <key>PayloadVersion</key><integer>1</integer>\
         <key>PayloadIdentifier</key><string>handyman-kpi.trust</string>\
         <key>PayloadUUID</key><string>{id}</string>\
         <key>PayloadDisplayName</key><string>Handyman KPI</string>\
         <key>PayloadDescription</key><string>Lets this device open Handyman KPI on your own network without a warning. It is good for no other site.</string>\
         <key>PayloadContent</key><array>{payloads}</array>\
         </dict></plist>\n"
    )
}

/// The same for the same content, so that installing twice replaces.
fn uuid(content: &[u8]) -> String {
    let hash = HEXUPPER.encode(&digest(&SHA256, content).as_ref()[..16]);
    format!(
        "{}-{}-{}-{}-{}",
        &hash[..8],
        &hash[8..12],
        &hash[12..16],
        &hash[16..20],
        &hash[20..]
    )
}

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>Banner</name>
    <message>
        <source>ROLLBACK: more of this ledger was seen before than it holds now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FORK: this ledger tells another history than was seen before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ANOTHER IDENTITY: this is not the ledger that the key belongs to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the verification is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop; a ledger&apos;s verification goes on from here the next time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VERIFYING …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no verdict yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2, %3 records; %4/s, %5 records/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; %1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VERIFIER STOPPED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has not been verified yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file of this kind is shown, not judged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NO VERDICT</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EventsPage</name>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for holds …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no verdict.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing out of the ordinary happened to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Benign, and worth knowing.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Evidence</name>
    <message>
        <source>The verifier stopped: %1. This is no verdict.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a ledger&apos;s own directory holds its records.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EvidenceView</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline and map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints and epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings (%1)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindingsModel</name>
    <message>
        <source>Severity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>found: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindingsPage</name>
    <message>
        <source>Show the &amp;record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chosen finding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no verdict.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 problems; the first %2 are listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problem was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Job</name>
    <message>
        <source>an unknown failure</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LatencyPage</name>
    <message>
        <source>Cumulative distribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Named percentiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compare with …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latencies to compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latencies (*.hlog *.csv);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Whole range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a rectangle in a chart to see a part of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save P&amp;NG …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save S&amp;VG …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save CS&amp;V …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times are those of whoever wrote the ledger; see the file docs/LATENCY.md.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue: at most %1 of %2 events.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time (µs, logarithmic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most so long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 % took at most %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 % about %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latencies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the latencies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Counterfoil Verifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Ledger …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;File …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save Report as &amp;PDF (A4) …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save Report as PDF (Le&amp;tter) …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save Report as &amp;JSON …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;rint Report …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go to Record …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Load Keys …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forget Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the Ledger &amp;Again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>V&amp;iew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline and &amp;Map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Checkpoints and Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Trust</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Counterfoil Verifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save PDF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing called %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – Counterfoil Verifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a ledger&apos;s directory, or a tile tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a bundle, a proof, a checkpoint note or a latency log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evidence (*.tar *.tlog-proof *.note *.hlog *.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The directory with the key files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase of the master key:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record number:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Counterfoil Verifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counterfoil Verifier %1

Judges ledgers of Counterfoil, offline and without any secret key. It changes nothing but your own memory of ledgers.

The window: GPL-3.0-or-later. The verifier: Apache-2.0.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message>
        <source>Looking through the segments …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cell is a batch: records that were committed together. A crossed cell is damaged, a disc marks an event. Click one to see its records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epoch %1 begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the newest checkpoint, of %1 records</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProofView</name>
    <message>
        <source>The path from the record to the root</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>record %1 in the tree of %2 records: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the path leads to the root</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the path does NOT lead to the root</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>root that HEAD names  %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computed  %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  with its left  %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  with its right  %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ leads to the root of %1 records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ does NOT lead to the root of %1 records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leaf </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>root </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>What the record says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record&apos;s bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with this record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fields of the record&apos;s entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;ontent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pro&amp;of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hashing the entries: %1 of %2. The next proof is quick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This record&apos;s hash leads to the root that HEAD names. The verdict says whether that root is signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This record&apos;s hash does NOT lead to the root that HEAD names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No proof can be made: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be shown: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not what it must be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
  expected  %2
  found     %3
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry, %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Body, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bundle holds the proofs of its records, and its verdict says whether they hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for the path …</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordsModel</name>
    <message>
        <source>stream %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disclosed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>administration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>erased</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordsPage</name>
    <message>
        <source>With a &amp;problem only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any; a name or a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>anybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2026-01-31 or 2026-01-31 08:30</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs the ledger&apos;s keys, or what a bundle discloses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stream:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Kind:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event t&amp;ype:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;ubject:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;From:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;To:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go to record:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records cannot be shown: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is no time; write 2026-01-31 or 2026-01-31 08:30 (UTC).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 found; looked at %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the ledger&apos;s HEAD names no such record</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SegmentMap</name>
    <message>
        <source>Segment map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segment %1: records %2 to %3, %4 batches, %5, %6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; it cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch %1 of segment %2: records %3 to %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SignaturesPage</name>
    <message>
        <source>Signed by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judgement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Root</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosigned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time stamps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A checkpoint note. To judge it, verify the ledger, or a bundle of it, from which its keys are known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What lies there. Whether it may be believed, the verdict says.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Counterfoil Verifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a ledger&apos;s directory, an evidence bundle, a proof, a checkpoint note or a latency log, and says what can be proven of it: that nothing was changed, removed or reordered, and whose it is. It needs no network and no secret key, and changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a &amp;ledger …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a &amp;file …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or drop one here. Opened before:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TableRows</name>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>existed before %1, said by %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>said to have existed before %1, by %2; not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signature: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time stamp: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the person with key %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a legal hold for %1 was added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a legal hold for %1 was released</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hold %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TableWithDetails</name>
    <message>
        <source>Show the &amp;record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the chosen one</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No record can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signing epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>newest checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about record %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrustPage</name>
    <message>
        <source>its pin is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ledger      %1
origin      %2
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key         %1
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remembered  %1 records, root %2
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remember this ledger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remembered ledgers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest size proven</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint of the ledger&apos;s identity key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the ledger&apos;s owner reads it to you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose ledger it says it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Co&amp;mpare with:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whom to believe, from the next verification on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;in or key file …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin or key file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pins and keys (*.pin *.vkey *.pub)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Witness p&amp;olicy …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Witness policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policies (*.policy)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time stamp &amp;authorities …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates of time stamp authorities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or a key as text: example.org/audit+1a2b3c4d+AbCd…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ledgers that you remember</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no verdict.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ It is the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same so far; compare all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ It is NOT the same: this is another ledger&apos;s key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is used from the next verification on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be used: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remembered. A later verification is held against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It could not be remembered: %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VerdictPage</name>
    <message>
        <source> (record %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was not proven</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judged at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The verdict appears here when all is read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has been judged. Choose Verify to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a verdict nothing is known: not that it is good, and not that it is bad. Choose Verify to try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One problem was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 problems were found; the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is known of that.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>counterfoil::gui</name>
    <message>
        <source>first of its batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>administration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No text: see the bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON, indented for reading; the bytes are as they were given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first %1 are shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not readable here: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record of the ledger&apos;s own administration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2 events)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>records %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Root</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, the newest at %2 records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remembered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the ledger of %1 records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Witness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 saw the first %2 records, at %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>enough witnesses saw the first %1 records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>said by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked; said to be by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Existed before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the first %2 records (%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an unnamed authority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evidence kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chain and tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signatures and epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the ledger that was pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signed by the key that was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody vouches for the key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not judged to the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sizes above %1, to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epoch %1, begun by record %2 at %3
public key  %4
fingerprint %5
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no note: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checkpoint of %1
size  %2 records
root  %3
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and %1 more; the attached report lists the first %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verification report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counterfoil %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a ledger&apos;s directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>report.json, SHA-256 %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (record %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was not proven</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latencies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verification report: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unsupported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untrusted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Shows what can be proven of a ledger of Counterfoil, or of evidence from one.
Reads only, and needs no secret key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose the ledgers must be: a pin or a key file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FILE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show this page first: verdict, findings, records, map, signatures, events, latency or trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NAME</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A ledger&apos;s directory, a bundle, a proof, a checkpoint note or a latency log.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>

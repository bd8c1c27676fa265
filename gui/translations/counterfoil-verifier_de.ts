<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>RecordTexts</name>
    <message>
        <source>first of its batch</source>
        <translation>erster seines Stapels</translation>
    </message>
    <message>
        <source>administration</source>
        <translation>Verwaltung</translation>
    </message>
    <message>
        <source>No text: see the bytes.</source>
        <translation>Kein Text: siehe die Bytes.</translation>
    </message>
    <message>
        <source>JSON, indented for reading; the bytes are as they were given.</source>
        <translation>JSON, zum Lesen eingerückt; die Bytes sind so, wie sie übergeben wurden.</translation>
    </message>
    <message>
        <source>Text.</source>
        <translation>Text.</translation>
    </message>
    <message>
        <source>Text (%1).</source>
        <translation>Text (%1).</translation>
    </message>
    <message>
        <source>Only the first %1 are shown.</source>
        <translation>Nur die ersten %1 werden gezeigt.</translation>
    </message>
    <message>
        <source>Not readable here: %1.</source>
        <translation>Hier nicht lesbar: %1.</translation>
    </message>
    <message>
        <source>A record of the ledger&apos;s own administration.</source>
        <translation>Ein Eintrag der eigenen Verwaltung des Ledgers.</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… und weitere %1</translation>
    </message>
</context>
<context>
    <name>ReportDocument</name>
    <message>
        <source>Findings (%1)</source>
        <translation>Befunde (%1)</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>… and %1 more; the attached report lists %2.</source>
        <translation>… und %1 weitere; der angehängte Bericht führt %2 auf.</translation>
    </message>
    <message>
        <source>Verification report</source>
        <translation>Prüfbericht</translation>
    </message>
    <message>
        <source>Judged</source>
        <translation>Beurteilt</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Counterfoil %1</source>
        <translation>Counterfoil %1</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>a ledger&apos;s directory</source>
        <translation>das Verzeichnis eines Ledgers</translation>
    </message>
    <message>
        <source>Attached</source>
        <translation>Angehängt</translation>
    </message>
    <message>
        <source>report.json, SHA-256 %1</source>
        <translation>report.json, SHA-256 %1</translation>
    </message>
    <message>
        <source>What happened to it</source>
        <translation>Was damit geschehen ist</translation>
    </message>
    <message>
        <source> (record %1)</source>
        <translation> (Eintrag %1)</translation>
    </message>
    <message>
        <source>What was not proven</source>
        <translation>Was nicht bewiesen wurde</translation>
    </message>
    <message>
        <source>Latencies</source>
        <translation>Latenzen</translation>
    </message>
    <message>
        <source>Verification report: %1</source>
        <translation>Prüfbericht: %1</translation>
    </message>
</context>
<context>
    <name>ReportGroups</name>
    <message>
        <source>Records</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>%1 (%2 events)</source>
        <translation>%1 (%2 Ereignisse)</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>records %1 to %2</source>
        <translation>Einträge %1 bis %2</translation>
    </message>
    <message>
        <source>Root</source>
        <translation>Wurzel</translation>
    </message>
    <message>
        <source>Size of the tree</source>
        <translation>Größe des Baums</translation>
    </message>
    <message>
        <source>%1 records</source>
        <translation>%1 Einträge</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Prüfpunkte</translation>
    </message>
    <message>
        <source>%1, the newest at %2 records</source>
        <translation>%1, der neueste bei %2 Einträgen</translation>
    </message>
    <message>
        <source>Identity key</source>
        <translation>Identitätsschlüssel</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Ledger</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>Remembered</source>
        <translation>Gemerkt</translation>
    </message>
    <message>
        <source>the ledger of %1 records</source>
        <translation>das Ledger mit %1 Einträgen</translation>
    </message>
    <message>
        <source>Witness</source>
        <translation>Zeuge</translation>
    </message>
    <message>
        <source>%1 saw the first %2 records, at %3</source>
        <translation>%1 sah die ersten %2 Einträge, am %3</translation>
    </message>
    <message>
        <source>Quorum</source>
        <translation>Quorum</translation>
    </message>
    <message>
        <source>enough witnesses saw the first %1 records</source>
        <translation>genug Zeugen sahen die ersten %1 Einträge</translation>
    </message>
    <message>
        <source>said by %1</source>
        <translation>laut %1</translation>
    </message>
    <message>
        <source>not checked; said to be by %1</source>
        <translation>nicht geprüft; angeblich von %1</translation>
    </message>
    <message>
        <source>Existed before</source>
        <translation>Existierte vor</translation>
    </message>
    <message>
        <source>%1: the first %2 records (%3)</source>
        <translation>%1: die ersten %2 Einträge (%3)</translation>
    </message>
    <message>
        <source>an unnamed authority</source>
        <translation>einem ungenannten Zeitstempeldienst</translation>
    </message>
    <message>
        <source>Evidence kept</source>
        <translation>Verwahrtes Beweismittel</translation>
    </message>
    <message>
        <source>Chain and tree</source>
        <translation>Kette und Baum</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>unversehrt</translation>
    </message>
    <message>
        <source>Signatures and epochs</source>
        <translation>Signaturen und Epochen</translation>
    </message>
    <message>
        <source>all good</source>
        <translation>alle gültig</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <source>the ledger that was pinned</source>
        <translation>das Ledger, das der Pin nennt</translation>
    </message>
    <message>
        <source>signed by the key that was given</source>
        <translation>mit dem angegebenen Schlüssel signiert</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 Problem</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>%1 Probleme</translation>
    </message>
    <message>
        <source>nobody vouches for the key</source>
        <translation>niemand bürgt für den Schlüssel</translation>
    </message>
    <message>
        <source>not judged to the end</source>
        <translation>nicht zu Ende beurteilt</translation>
    </message>
</context>
<context>
    <name>SignatureRows</name>
    <message>
        <source>%1 bytes</source>
        <translation>%1 Bytes</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>existed before %1, said by %2</source>
        <translation>existierte vor %1, laut %2</translation>
    </message>
    <message>
        <source>said to have existed before %1, by %2; not checked</source>
        <translation>soll vor %1 existiert haben, laut %2; nicht geprüft</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>signature: %1</source>
        <translation>Signatur: %1</translation>
    </message>
    <message>
        <source>time stamp: %1</source>
        <translation>Zeitstempel: %1</translation>
    </message>
    <message>
        <source>everybody</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>the person with key %1</source>
        <translation>die Person mit Schlüssel %1</translation>
    </message>
    <message>
        <source>hold</source>
        <translation>Aufbewahrungsanordnung</translation>
    </message>
    <message>
        <source>a legal hold for %1 was added</source>
        <translation>eine Aufbewahrungsanordnung für %1 wurde hinzugefügt</translation>
    </message>
    <message>
        <source>a legal hold for %1 was released</source>
        <translation>eine Aufbewahrungsanordnung für %1 wurde aufgehoben</translation>
    </message>
    <message>
        <source>hold %1</source>
        <translation>Aufbewahrungsanordnung %1</translation>
    </message>
    <message>
        <source>They cannot be read: %1</source>
        <translation>Sie sind nicht lesbar: %1</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>sizes above %1, to %2</source>
        <translation>Größen über %1, bis %2</translation>
    </message>
    <message>
        <source>epoch %1, begun by record %2 at %3
public key  %4
fingerprint %5
</source>
        <translation>Epoche %1, begonnen mit Eintrag %2 am %3
öffentlicher Schlüssel %4
Fingerabdruck          %5
</translation>
    </message>
    <message>
        <source>It is no note: %1</source>
        <translation>Es ist keine Notiz: %1</translation>
    </message>
    <message>
        <source>It is no checkpoint.</source>
        <translation>Es ist kein Prüfpunkt.</translation>
    </message>
    <message>
        <source>checkpoint of %1
size  %2 records
root  %3
</source>
        <translation>Prüfpunkt von %1
Größe   %2 Einträge
Wurzel  %3
</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>nicht beurteilt</translation>
    </message>
</context>
<context>
    <name>VerifierWords</name>
    <message>
        <source>the ledger was changed or damaged, or it is another one</source>
        <translation>das Ledger wurde verändert oder beschädigt, oder es ist ein anderes</translation>
    </message>
    <message>
        <source>the bundle was changed or damaged, or it is of another ledger</source>
        <translation>das Beweispaket wurde verändert oder beschädigt, oder es stammt von einem anderen Ledger</translation>
    </message>
    <message>
        <source>the proof does not hold, or it is of another ledger</source>
        <translation>der Beweis hält nicht stand, oder er stammt von einem anderen Ledger</translation>
    </message>
    <message>
        <source>the tile tree was changed or damaged, or it is of another ledger</source>
        <translation>der Kachelbaum wurde verändert oder beschädigt, oder er stammt von einem anderen Ledger</translation>
    </message>
    <message>
        <source>a format version that this program does not know</source>
        <translation>eine Formatversion, die dieses Programm nicht kennt</translation>
    </message>
    <message>
        <source>it could not be read</source>
        <translation>es konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>it agrees with itself, but nobody vouches for its key</source>
        <translation>es stimmt mit sich selbst überein, aber niemand bürgt für seinen Schlüssel</translation>
    </message>
    <message>
        <source>nothing wrong was found, but not all can be proven</source>
        <translation>es wurde nichts Falsches gefunden, aber nicht alles lässt sich beweisen</translation>
    </message>
    <message>
        <source>what is new is proven; note what happened to it</source>
        <translation>das Neue ist bewiesen; beachten Sie, was damit geschehen ist</translation>
    </message>
    <message>
        <source>everything is proven; note what happened to it</source>
        <translation>alles ist bewiesen; beachten Sie, was damit geschehen ist</translation>
    </message>
    <message>
        <source>what is new is proven</source>
        <translation>das Neue ist bewiesen</translation>
    </message>
    <message>
        <source>everything is proven</source>
        <translation>alles ist bewiesen</translation>
    </message>
    <message>
        <source>an evidence bundle: some records of a ledger, and what proves them</source>
        <translation>ein Beweispaket: einige Einträge eines Ledgers, und was sie beweist</translation>
    </message>
    <message>
        <source>a range bundle: that a range of a ledger is complete</source>
        <translation>ein Beweispaket für einen Bereich: dass ein Bereich eines Ledgers vollständig ist</translation>
    </message>
    <message>
        <source>a checkpoint bundle: whose checkpoint it is, and by which keys</source>
        <translation>ein Beweispaket für einen Prüfpunkt: wessen Prüfpunkt es ist, und durch welche Schlüssel</translation>
    </message>
    <message>
        <source>a proof that a record is under a checkpoint</source>
        <translation>ein Beweis, dass ein Eintrag unter einem Prüfpunkt liegt</translation>
    </message>
    <message>
        <source>a proof that one checkpoint continues another</source>
        <translation>ein Beweis, dass ein Prüfpunkt einen anderen fortsetzt</translation>
    </message>
    <message>
        <source>evidence that two histories of one ledger were signed</source>
        <translation>ein Beweismittel, dass zwei Verläufe eines einzigen Ledgers signiert wurden</translation>
    </message>
    <message>
        <source>a tile tree: all entries of a ledger, without their bodies</source>
        <translation>ein Kachelbaum: die Köpfe aller Einträge eines Ledgers, ohne deren Rümpfe</translation>
    </message>
    <message>
        <source>pinned: the key and the beginning are those given</source>
        <translation>pinned: der Schlüssel und der Anfang sind die angegebenen</translation>
    </message>
    <message>
        <source>key-only: the key is the one given</source>
        <translation>key-only: der Schlüssel ist der angegebene</translation>
    </message>
    <message>
        <source>unpinned: no key that was given vouches for it</source>
        <translation>unpinned: kein angegebener Schlüssel bürgt dafür</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>failure</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>unsupported</source>
        <translation>nicht unterstützt</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>untrusted</source>
        <translation>unverbürgt</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>unvollständig</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::Banner</name>
    <message>
        <source>ROLLBACK: more of this ledger was seen before than it holds now.</source>
        <translation>ROLLBACK: Von diesem Ledger war früher mehr zu sehen, als es jetzt enthält.</translation>
    </message>
    <message>
        <source>FORK: this ledger tells another history than was seen before.</source>
        <translation>FORK: Dieses Ledger erzählt einen anderen Verlauf, als früher zu sehen war.</translation>
    </message>
    <message>
        <source>ANOTHER IDENTITY: this is not the ledger that the key belongs to.</source>
        <translation>ANDERE IDENTITÄT: Dies ist nicht das Ledger, zu dem der Schlüssel gehört.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>How far the verification is</source>
        <translation>Wie weit die Prüfung ist</translation>
    </message>
    <message>
        <source>Stop; a ledger&apos;s verification goes on from here the next time</source>
        <translation>Anhalten; die Prüfung eines Ledgers geht beim nächsten Mal von hier aus weiter</translation>
    </message>
    <message>
        <source>Verdict: %1</source>
        <translation>Urteil: %1</translation>
    </message>
    <message>
        <source>VERIFYING …</source>
        <translation>PRÜFUNG LÄUFT …</translation>
    </message>
    <message>
        <source>There is no verdict yet.</source>
        <translation>Es gibt noch kein Urteil.</translation>
    </message>
    <message>
        <source>%1 of %2, %3 records; %4/s, %5 records/s</source>
        <translation>%1 von %2, %3 Einträge; %4/s, %5 Einträge/s</translation>
    </message>
    <message>
        <source>; %1 left</source>
        <translation>; noch %1</translation>
    </message>
    <message>
        <source>VERIFIER STOPPED</source>
        <translation>PRÜFPROGRAMM ANGEHALTEN</translation>
    </message>
    <message>
        <source>It has not been verified yet.</source>
        <translation>Es wurde noch nicht geprüft.</translation>
    </message>
    <message>
        <source>A file of this kind is shown, not judged.</source>
        <translation>Eine Datei dieser Art wird gezeigt, nicht beurteilt.</translation>
    </message>
    <message>
        <source>NO VERDICT</source>
        <translation>KEIN URTEIL</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::EventsPage</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschehen ist</translation>
    </message>
    <message>
        <source>Looking for holds …</source>
        <translation>Aufbewahrungsanordnungen werden gesucht …</translation>
    </message>
    <message>
        <source>There is no verdict.</source>
        <translation>Es gibt kein Urteil.</translation>
    </message>
    <message>
        <source>Nothing out of the ordinary happened to it.</source>
        <translation>Es ist nichts Ungewöhnliches geschehen.</translation>
    </message>
    <message>
        <source>Benign, and worth knowing.</source>
        <translation>Harmlos, und wissenswert.</translation>
    </message>
    <message>
        <source>What the ledger says of itself; the verdict says what that is worth.</source>
        <translation>Was das Ledger von sich selbst sagt; was das wert ist, sagt das Urteil.</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::Evidence</name>
    <message>
        <source>The verifier stopped: %1. This is no verdict.</source>
        <translation>Das Prüfprogramm hat angehalten: %1. Das ist kein Urteil.</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>Only a ledger&apos;s own directory holds its records.</source>
        <translation>Nur das eigene Verzeichnis eines Ledgers enthält seine Einträge.</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::EvidenceView</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Timeline and map</source>
        <translation>Zeitachse und Karte</translation>
    </message>
    <message>
        <source>Checkpoints and epochs</source>
        <translation>Prüfpunkte und Epochen</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <source>Findings (%1)</source>
        <translation>Befunde (%1)</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::FindingsModel</name>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>where: %1</source>
        <translation>wo: %1</translation>
    </message>
    <message>
        <source>expected: %1</source>
        <translation>erwartet: %1</translation>
    </message>
    <message>
        <source>found: %1</source>
        <translation>gefunden: %1</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::FindingsPage</name>
    <message>
        <source>Show the &amp;record</source>
        <translation>&amp;Eintrag zeigen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>The chosen finding</source>
        <translation>Der gewählte Befund</translation>
    </message>
    <message>
        <source>&amp;Previous problem</source>
        <translation>&amp;Voriges Problem</translation>
    </message>
    <message>
        <source>&amp;Next problem</source>
        <translation>&amp;Nächstes Problem</translation>
    </message>
    <message>
        <source>There is no verdict.</source>
        <translation>Es gibt kein Urteil.</translation>
    </message>
    <message>
        <source>%1 problems; %2 of them are listed, some of each kind.</source>
        <translation>%1 Probleme; %2 davon sind aufgeführt, von jeder Art welche.</translation>
    </message>
    <message>
        <source>No problem was found.</source>
        <translation>Es wurde kein Problem gefunden.</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s).</source>
        <translation>
            <numerusform>%n Problem.</numerusform>
            <numerusform>%n Probleme.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::Job</name>
    <message>
        <source>an unknown failure</source>
        <translation>ein unbekannter Fehler</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::LatencyPage</name>
    <message>
        <source>Cumulative distribution</source>
        <translation>Summenverteilung</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>Named percentiles</source>
        <translation>Benannte Perzentile</translation>
    </message>
    <message>
        <source>&amp;Compare with …</source>
        <translation>&amp;Vergleichen mit …</translation>
    </message>
    <message>
        <source>Latencies to compare with</source>
        <translation>Latenzen zum Vergleich</translation>
    </message>
    <message>
        <source>Latencies (*.hlog *.csv);;All files (*)</source>
        <translation>Latenzen (*.hlog *.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>&amp;Whole range</source>
        <translation>&amp;Ganzer Bereich</translation>
    </message>
    <message>
        <source>Draw a rectangle in a chart to see a part of it</source>
        <translation>Ziehen Sie in einem Diagramm ein Rechteck auf, um einen Teil davon zu sehen</translation>
    </message>
    <message>
        <source>Save P&amp;NG …</source>
        <translation>P&amp;NG speichern …</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Save S&amp;VG …</source>
        <translation>&amp;SVG speichern …</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>Zeichnungen (*.svg)</translation>
    </message>
    <message>
        <source>Save CS&amp;V …</source>
        <translation>&amp;CSV speichern …</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>Times are those of whoever wrote the ledger; see the file docs/LATENCY.md.</source>
        <translation>Die Zeiten stammen von dem, der das Ledger geschrieben hat; siehe die Datei docs/LATENCY.md.</translation>
    </message>
    <message>
        <source>Queue: at most %1 of %2 events.</source>
        <translation>Warteschlange: höchstens %1 von %2 Ereignissen.</translation>
    </message>
    <message>
        <source>%1 times</source>
        <translation>%1 Zeiten</translation>
    </message>
    <message>
        <source>time (µs, logarithmic)</source>
        <translation>Zeit (µs, logarithmisch)</translation>
    </message>
    <message>
        <source>at most so long</source>
        <translation>höchstens so lange</translation>
    </message>
    <message>
        <source>share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>%1: %2 % took at most %3</source>
        <translation>%1: %2 % dauerten höchstens %3</translation>
    </message>
    <message>
        <source>%1: %2 % about %3</source>
        <translation>%1: %2 % etwa %3</translation>
    </message>
    <message>
        <source>Latencies</source>
        <translation>Latenzen</translation>
    </message>
    <message>
        <source>Save the latencies</source>
        <translation>Latenzen speichern</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>%1 konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Add a &amp;span of time …</source>
        <translation>&amp;Zeitspanne hinzufügen …</translation>
    </message>
    <message>
        <source>%1, %2 to %3</source>
        <translation>%1, %2 bis %3</translation>
    </message>
    <message>
        <source>That is no span; write 2026-01-31 or 2026-01-31 08:30 (UTC).</source>
        <translation>Das ist keine Zeitspanne; schreiben Sie 2026-01-31 oder 2026-01-31 08:30 (UTC).</translation>
    </message>
    <message>
        <source>A span of time</source>
        <translation>Eine Zeitspanne</translation>
    </message>
    <message>
        <source>From (UTC):</source>
        <translation>Von (UTC):</translation>
    </message>
    <message>
        <source>To (UTC):</source>
        <translation>Bis (UTC):</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::MainWindow</name>
    <message>
        <source>Counterfoil Verifier</source>
        <translation>Counterfoil Verifier</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open &amp;Ledger …</source>
        <translation>&amp;Ledger öffnen …</translation>
    </message>
    <message>
        <source>Open &amp;File …</source>
        <translation>&amp;Datei öffnen …</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Save Report as &amp;PDF (A4) …</source>
        <translation>Bericht als &amp;PDF speichern (A4) …</translation>
    </message>
    <message>
        <source>Save Report as PDF (Le&amp;tter) …</source>
        <translation>Bericht als PDF speichern (Le&amp;tter) …</translation>
    </message>
    <message>
        <source>Save Report as &amp;JSON …</source>
        <translation>Bericht als &amp;JSON speichern …</translation>
    </message>
    <message>
        <source>P&amp;rint Report …</source>
        <translation>Bericht d&amp;rucken …</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Verify</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Previous Problem</source>
        <translation>&amp;Voriges Problem</translation>
    </message>
    <message>
        <source>&amp;Next Problem</source>
        <translation>&amp;Nächstes Problem</translation>
    </message>
    <message>
        <source>&amp;Go to Record …</source>
        <translation>&amp;Gehe zu Eintrag …</translation>
    </message>
    <message>
        <source>&amp;Load Keys …</source>
        <translation>&amp;Schlüssel laden …</translation>
    </message>
    <message>
        <source>&amp;Forget Keys</source>
        <translation>Schlüssel v&amp;ergessen</translation>
    </message>
    <message>
        <source>Read the Ledger &amp;Again</source>
        <translation>&amp;Ledger neu lesen</translation>
    </message>
    <message>
        <source>V&amp;iew</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Verdict</source>
        <translation>&amp;Urteil</translation>
    </message>
    <message>
        <source>&amp;Findings</source>
        <translation>&amp;Befunde</translation>
    </message>
    <message>
        <source>&amp;Records</source>
        <translation>&amp;Einträge</translation>
    </message>
    <message>
        <source>Timeline and &amp;Map</source>
        <translation>&amp;Zeitachse und Karte</translation>
    </message>
    <message>
        <source>&amp;Checkpoints and Epochs</source>
        <translation>&amp;Prüfpunkte und Epochen</translation>
    </message>
    <message>
        <source>&amp;Events</source>
        <translation>E&amp;reignisse</translation>
    </message>
    <message>
        <source>&amp;Latency</source>
        <translation>&amp;Latenz</translation>
    </message>
    <message>
        <source>&amp;Trust</source>
        <translation>&amp;Vertrauen</translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation>V&amp;ollbild</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;About Counterfoil Verifier</source>
        <translation>&amp;Über Counterfoil Verifier</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Save PDF</source>
        <translation>PDF speichern</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Load Keys</source>
        <translation>Schlüssel laden</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Voriges</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nächstes</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>There is nothing called %1.</source>
        <translation>Es gibt nichts mit dem Namen %1.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>%1 – Counterfoil Verifier</source>
        <translation>%1 – Counterfoil Verifier</translation>
    </message>
    <message>
        <source>Open a ledger&apos;s directory, or a tile tree</source>
        <translation>Verzeichnis eines Ledgers oder Kachelbaum öffnen</translation>
    </message>
    <message>
        <source>Open a bundle, a proof, a checkpoint note or a latency log</source>
        <translation>Beweispaket, Beweis, Prüfpunkt-Notiz oder Latenzprotokoll öffnen</translation>
    </message>
    <message>
        <source>Evidence (*.tar *.tlog-proof *.note *.hlog *.csv)</source>
        <translation>Beweismittel (*.tar *.tlog-proof *.note *.hlog *.csv)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The directory with the key files</source>
        <translation>Das Verzeichnis mit den Schlüsseldateien</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>The passphrase of the master key:</source>
        <translation>Die Passphrase des Hauptschlüssels:</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>%1 konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Go to Record</source>
        <translation>Gehe zu Eintrag</translation>
    </message>
    <message>
        <source>Record number:</source>
        <translation>Nummer des Eintrags:</translation>
    </message>
    <message>
        <source>About Counterfoil Verifier</source>
        <translation>Über Counterfoil Verifier</translation>
    </message>
    <message>
        <source>Counterfoil Verifier %1

Judges ledgers of Counterfoil, offline and without any secret key. It changes nothing but your own memory of ledgers.

The window: GPL-3.0-or-later. The verifier: Apache-2.0.</source>
        <translation>Counterfoil Verifier %1

Beurteilt Ledger von Counterfoil, ohne Netz und ohne jeden geheimen Schlüssel. Geändert wird nur, was Sie selbst sich über Ledger merken.

Das Fenster: GPL-3.0-or-later. Das Prüfprogramm: Apache-2.0.</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::MapPage</name>
    <message>
        <source>Looking through the segments …</source>
        <translation>Die Segmente werden durchgesehen …</translation>
    </message>
    <message>
        <source>A cell is a batch: records that were committed together. A crossed cell is damaged, a disc marks an event. Click one to see its records.</source>
        <translation>Eine Zelle ist ein Stapel: Einträge, die zusammen festgeschrieben wurden. Eine durchkreuzte Zelle ist beschädigt, eine Scheibe zeigt ein Ereignis an. Klicken Sie auf eine Zelle, um ihre Einträge zu sehen.</translation>
    </message>
    <message>
        <source>epoch %1 begins</source>
        <translation>Epoche %1 beginnt</translation>
    </message>
    <message>
        <source>the newest checkpoint, of %1 records</source>
        <translation>der neueste Prüfpunkt, über %1 Einträge</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::ProofView</name>
    <message>
        <source>The path from the record to the root</source>
        <translation>Der Pfad vom Eintrag zur Wurzel</translation>
    </message>
    <message>
        <source>record %1 in the tree of %2 records: %3</source>
        <translation>Eintrag %1 im Baum von %2 Einträgen: %3</translation>
    </message>
    <message>
        <source>the path leads to the root</source>
        <translation>der Pfad führt zur Wurzel</translation>
    </message>
    <message>
        <source>the path does NOT lead to the root</source>
        <translation>der Pfad führt NICHT zur Wurzel</translation>
    </message>
    <message>
        <source>root that HEAD names  %1</source>
        <translation>Wurzel, die HEAD nennt  %1</translation>
    </message>
    <message>
        <source>computed  %1</source>
        <translation>berechnet  %1</translation>
    </message>
    <message>
        <source>  with its left  %1</source>
        <translation>  mit dem linken Nachbarn  %1</translation>
    </message>
    <message>
        <source>  with its right  %1</source>
        <translation>  mit dem rechten Nachbarn  %1</translation>
    </message>
    <message>
        <source>✓ leads to the root of %1 records</source>
        <translation>✓ führt zur Wurzel von %1 Einträgen</translation>
    </message>
    <message>
        <source>✗ does NOT lead to the root of %1 records</source>
        <translation>✗ führt NICHT zur Wurzel von %1 Einträgen</translation>
    </message>
    <message>
        <source>leaf </source>
        <translation>Blatt </translation>
    </message>
    <message>
        <source>root </source>
        <translation>Wurzel </translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::RecordPanel</name>
    <message>
        <source>What the record says</source>
        <translation>Was der Eintrag sagt</translation>
    </message>
    <message>
        <source>The record&apos;s bytes</source>
        <translation>Die Bytes des Eintrags</translation>
    </message>
    <message>
        <source>What is wrong with this record</source>
        <translation>Was an diesem Eintrag nicht stimmt</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>The fields of the record&apos;s entry</source>
        <translation>Die Felder im Kopf des Eintrags</translation>
    </message>
    <message>
        <source>&amp;Entry</source>
        <translation>&amp;Kopf</translation>
    </message>
    <message>
        <source>C&amp;ontent</source>
        <translation>Inhal&amp;t</translation>
    </message>
    <message>
        <source>Pro&amp;of</source>
        <translation>B&amp;eweis</translation>
    </message>
    <message>
        <source>&amp;Bytes</source>
        <translation>&amp;Bytes</translation>
    </message>
    <message>
        <source>Hashing the entries: %1 of %2. The next proof is quick.</source>
        <translation>Hashes der Köpfe werden berechnet: %1 von %2. Der nächste Beweis geht schnell.</translation>
    </message>
    <message>
        <source>This record&apos;s hash leads to the root that HEAD names. The verdict says whether that root is signed.</source>
        <translation>Der Hash dieses Eintrags führt zu der Wurzel, die HEAD nennt. Ob diese Wurzel signiert ist, sagt das Urteil.</translation>
    </message>
    <message>
        <source>This record&apos;s hash does NOT lead to the root that HEAD names.</source>
        <translation>Der Hash dieses Eintrags führt NICHT zu der Wurzel, die HEAD nennt.</translation>
    </message>
    <message>
        <source>No proof can be made: %1.</source>
        <translation>Es lässt sich kein Beweis führen: %1.</translation>
    </message>
    <message>
        <source>Choose a record.</source>
        <translation>Wählen Sie einen Eintrag.</translation>
    </message>
    <message>
        <source>Record %1</source>
        <translation>Eintrag %1</translation>
    </message>
    <message>
        <source>It cannot be shown: %1.</source>
        <translation>Er kann nicht gezeigt werden: %1.</translation>
    </message>
    <message>
        <source>not what it must be</source>
        <translation>nicht, was es sein muss</translation>
    </message>
    <message>
        <source>%1
  expected  %2
  found     %3
</source>
        <translation>%1
  erwartet  %2
  gefunden  %3
</translation>
    </message>
    <message>
        <source>Entry, %1 bytes</source>
        <translation>Kopf, %1 Bytes</translation>
    </message>
    <message>
        <source>Body, %1</source>
        <translation>Rumpf, %1</translation>
    </message>
    <message>
        <source>The bundle holds the proofs of its records, and its verdict says whether they hold.</source>
        <translation>Das Beweispaket enthält die Beweise seiner Einträge, und sein Urteil sagt, ob sie standhalten.</translation>
    </message>
    <message>
        <source>Looking for the path …</source>
        <translation>Der Pfad wird gesucht …</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::RecordsModel</name>
    <message>
        <source>stream %1</source>
        <translation>Datenstrom %1</translation>
    </message>
    <message>
        <source>event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>disclosed</source>
        <translation>offengelegt</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>administration</source>
        <translation>Verwaltung</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>erased</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>sealed</source>
        <translation>versiegelt</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Time (UTC)</source>
        <translation>Zeit (UTC)</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Datenstrom</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::RecordsPage</name>
    <message>
        <source>With a &amp;problem only</source>
        <translation>Nur &amp;mit Problem</translation>
    </message>
    <message>
        <source>any; a name or a number</source>
        <translation>beliebig; Name oder Nummer</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>anybody</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>2026-01-31 or 2026-01-31 08:30</source>
        <translation>2026-01-31 oder 2026-01-31 08:30</translation>
    </message>
    <message>
        <source>Needs the ledger&apos;s keys, or what a bundle discloses</source>
        <translation>Braucht die Schlüssel des Ledgers oder das, was ein Beweispaket offenlegt</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>&amp;Stream:</source>
        <translation>Daten&amp;strom:</translation>
    </message>
    <message>
        <source>&amp;Kind:</source>
        <translation>A&amp;rt:</translation>
    </message>
    <message>
        <source>Event t&amp;ype:</source>
        <translation>Ereignist&amp;yp:</translation>
    </message>
    <message>
        <source>S&amp;ubject:</source>
        <translation>Betro&amp;ffene:</translation>
    </message>
    <message>
        <source>&amp;From:</source>
        <translation>&amp;Von:</translation>
    </message>
    <message>
        <source>&amp;To:</source>
        <translation>B&amp;is:</translation>
    </message>
    <message>
        <source>&amp;Go to record:</source>
        <translation>&amp;Gehe zu Eintrag:</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>A&amp;lle zeigen</translation>
    </message>
    <message>
        <source>The records cannot be shown: %1.</source>
        <translation>Die Einträge können nicht gezeigt werden: %1.</translation>
    </message>
    <message>
        <source>That is no time; write 2026-01-31 or 2026-01-31 08:30 (UTC).</source>
        <translation>Das ist keine Zeit; schreiben Sie 2026-01-31 oder 2026-01-31 08:30 (UTC).</translation>
    </message>
    <message>
        <source>%1 found; looked at %2 of %3</source>
        <translation>%1 gefunden; %2 von %3 durchgesehen</translation>
    </message>
    <message>
        <source>%1 records</source>
        <translation>%1 Einträge</translation>
    </message>
    <message>
        <source>%1 of %2 records</source>
        <translation>%1 von %2 Einträgen</translation>
    </message>
    <message>
        <source>the ledger&apos;s HEAD names no such record</source>
        <translation>HEAD des Ledgers nennt keinen solchen Eintrag</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::SegmentMap</name>
    <message>
        <source>Segment map</source>
        <translation>Karte der Segmente</translation>
    </message>
    <message>
        <source>Segment %1: %2, %3 batches, %4, %5</source>
        <translation>Segment %1: %2, %3 Stapel, %4, %5</translation>
    </message>
    <message>
        <source>no records</source>
        <translation>keine Einträge</translation>
    </message>
    <message>
        <source>records %1 to %2</source>
        <translation>Einträge %1 bis %2</translation>
    </message>
    <message>
        <source>sealed</source>
        <translation>versiegelt</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>; it cannot be read</source>
        <translation>; es ist nicht lesbar</translation>
    </message>
    <message>
        <source>; damaged</source>
        <translation>; beschädigt</translation>
    </message>
    <message>
        <source>Batch %1 of segment %2: records %3 to %4</source>
        <translation>Stapel %1 von Segment %2: Einträge %3 bis %4</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::SignaturesPage</name>
    <message>
        <source>Checkpoints</source>
        <translation>Prüfpunkte</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Signs</source>
        <translation>Signiert</translation>
    </message>
    <message>
        <source>Public key</source>
        <translation>Öffentlicher Schlüssel</translation>
    </message>
    <message>
        <source>&amp;Checkpoints</source>
        <translation>Prü&amp;fpunkte</translation>
    </message>
    <message>
        <source>&amp;Epochs</source>
        <translation>Ep&amp;ochen</translation>
    </message>
    <message>
        <source>A checkpoint note. To judge it, verify the ledger, or a bundle of it, from which its keys are known.</source>
        <translation>Eine Prüfpunkt-Notiz. Um sie zu beurteilen, prüfen Sie das Ledger oder ein Beweispaket daraus, denn daher sind seine Schlüssel bekannt.</translation>
    </message>
    <message>
        <source>What lies there. Whether it may be believed, the verdict says.</source>
        <translation>Was vorliegt. Ob man es glauben darf, sagt das Urteil.</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Signiert von</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Judgement</source>
        <translation>Beurteilung</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Root</source>
        <translation>Wurzel</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>Signaturen</translation>
    </message>
    <message>
        <source>Cosigned</source>
        <translation>Mitsigniert</translation>
    </message>
    <message>
        <source>Time stamps</source>
        <translation>Zeitstempel</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::StartPage</name>
    <message>
        <source>Counterfoil Verifier</source>
        <translation>Counterfoil Verifier</translation>
    </message>
    <message>
        <source>Opens a ledger&apos;s directory, an evidence bundle, a proof, a checkpoint note or a latency log, and says what can be proven of it: that nothing was changed, removed or reordered, and whose it is. It needs no network and no secret key, and changes nothing.</source>
        <translation>Öffnet das Verzeichnis eines Ledgers, ein Beweispaket, einen Beweis, eine Prüfpunkt-Notiz oder ein Latenzprotokoll und sagt, was sich davon beweisen lässt: dass nichts verändert, entfernt oder umgeordnet wurde, und wem es gehört. Es braucht kein Netz und keinen geheimen Schlüssel, und es verändert nichts.</translation>
    </message>
    <message>
        <source>Open a &amp;ledger …</source>
        <translation>&amp;Ledger öffnen …</translation>
    </message>
    <message>
        <source>Open a &amp;file …</source>
        <translation>Date&amp;i öffnen …</translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation>Früher geöffnet</translation>
    </message>
    <message>
        <source>Or drop one here. Opened before:</source>
        <translation>Oder legen Sie hier etwas ab. Früher geöffnet:</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::TableWithDetails</name>
    <message>
        <source>Show the &amp;record</source>
        <translation>&amp;Eintrag zeigen</translation>
    </message>
    <message>
        <source>%1: the chosen one</source>
        <translation>%1: Auswahl</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>No record can be read.</source>
        <translation>Kein Eintrag ist lesbar.</translation>
    </message>
    <message>
        <source>signing epoch</source>
        <translation>Signaturepoche</translation>
    </message>
    <message>
        <source>newest checkpoint</source>
        <translation>neuester Prüfpunkt</translation>
    </message>
    <message>
        <source>event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>about record %1</source>
        <translation>etwa Eintrag %1</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::TrustPage</name>
    <message>
        <source>its pin is damaged</source>
        <translation>sein Pin ist beschädigt</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>ledger      %1
origin      %2
</source>
        <translation>Ledger      %1
Herkunft    %2
</translation>
    </message>
    <message>
        <source>key         %1
</source>
        <translation>Schlüssel   %1
</translation>
    </message>
    <message>
        <source>remembered  %1 records, root %2
</source>
        <translation>gemerkt     %1 Einträge, Wurzel %2
</translation>
    </message>
    <message>
        <source>&amp;Remember this ledger</source>
        <translation>Dieses Ledger &amp;merken</translation>
    </message>
    <message>
        <source>Remembered ledgers</source>
        <translation>Gemerkte Ledger</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Ledger</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Largest size proven</source>
        <translation>Höchste bewiesene Größe</translation>
    </message>
    <message>
        <source>Fingerprint of the ledger&apos;s identity key</source>
        <translation>Fingerabdruck des Identitätsschlüssels des Ledgers</translation>
    </message>
    <message>
        <source>as the ledger&apos;s owner reads it to you</source>
        <translation>wie der Eigentümer des Ledgers ihn Ihnen vorliest</translation>
    </message>
    <message>
        <source>Whose ledger it says it is</source>
        <translation>Wessen Ledger es zu sein angibt</translation>
    </message>
    <message>
        <source>Identity:</source>
        <translation>Identität:</translation>
    </message>
    <message>
        <source>Fingerprint:</source>
        <translation>Fingerabdruck:</translation>
    </message>
    <message>
        <source>Co&amp;mpare with:</source>
        <translation>&amp;Vergleichen mit:</translation>
    </message>
    <message>
        <source>Whom to believe, from the next verification on</source>
        <translation>Wem ab der nächsten Prüfung zu glauben ist</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>P&amp;in or key file …</source>
        <translation>P&amp;in- oder Schlüsseldatei …</translation>
    </message>
    <message>
        <source>Pin or key file</source>
        <translation>Pin- oder Schlüsseldatei</translation>
    </message>
    <message>
        <source>Pins and keys (*.pin *.vkey *.pub)</source>
        <translation>Pins und Schlüssel (*.pin *.vkey *.pub)</translation>
    </message>
    <message>
        <source>Witness p&amp;olicy …</source>
        <translation>&amp;Zeugenrichtlinie …</translation>
    </message>
    <message>
        <source>Witness policy</source>
        <translation>Zeugenrichtlinie</translation>
    </message>
    <message>
        <source>Policies (*.policy)</source>
        <translation>Richtlinien (*.policy)</translation>
    </message>
    <message>
        <source>Time stamp &amp;authorities …</source>
        <translation>Zeits&amp;tempeldienste …</translation>
    </message>
    <message>
        <source>Certificates of time stamp authorities</source>
        <translation>Zertifikate von Zeitstempeldiensten</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt)</source>
        <translation>Zertifikate (*.pem *.crt)</translation>
    </message>
    <message>
        <source>or a key as text: example.org/audit+1a2b3c4d+AbCd…</source>
        <translation>oder ein Schlüssel als Text: example.org/audit+1a2b3c4d+AbCd…</translation>
    </message>
    <message>
        <source>Key as text</source>
        <translation>Schlüssel als Text</translation>
    </message>
    <message>
        <source>Ledgers that you remember</source>
        <translation>Ledger, die Sie sich gemerkt haben</translation>
    </message>
    <message>
        <source>There is no verdict.</source>
        <translation>Es gibt kein Urteil.</translation>
    </message>
    <message>
        <source>✓ It is the same.</source>
        <translation>✓ Es ist derselbe.</translation>
    </message>
    <message>
        <source>The same so far; compare all of it.</source>
        <translation>Bis hierher derselbe; vergleichen Sie ihn ganz.</translation>
    </message>
    <message>
        <source>✗ It is NOT the same: this is another ledger&apos;s key.</source>
        <translation>✗ Es ist NICHT derselbe: Dies ist der Schlüssel eines anderen Ledgers.</translation>
    </message>
    <message>
        <source>%1 is used from the next verification on.</source>
        <translation>%1 wird ab der nächsten Prüfung verwendet.</translation>
    </message>
    <message>
        <source>It cannot be used: %1.</source>
        <translation>Nicht verwendbar: %1.</translation>
    </message>
    <message>
        <source>The key</source>
        <translation>Der Schlüssel</translation>
    </message>
    <message>
        <source>Remembered. A later verification is held against it.</source>
        <translation>Gemerkt. Eine spätere Prüfung wird daran gemessen.</translation>
    </message>
    <message>
        <source>It could not be remembered: %1.</source>
        <translation>Es konnte nicht gemerkt werden: %1.</translation>
    </message>
    <message>
        <source>The record&apos;s &amp;entry …</source>
        <translation>&amp;Kopf des Eintrags …</translation>
    </message>
    <message>
        <source>The record&apos;s entry, as `counterfoil entry` prints it</source>
        <translation>Der Kopf des Eintrags, wie ihn `counterfoil entry` ausgibt</translation>
    </message>
    <message>
        <source>Whose keys: a &amp;bundle …</source>
        <translation>Wessen Schlüssel: ein &amp;Beweispaket …</translation>
    </message>
    <message>
        <source>A bundle of the ledger, which tells whose keys sign</source>
        <translation>Ein Beweispaket des Ledgers, das sagt, wessen Schlüssel unterschreiben</translation>
    </message>
    <message>
        <source>Bundles (*.tar)</source>
        <translation>Beweispakete (*.tar)</translation>
    </message>
    <message>
        <source>What you remember, and no other key,</source>
        <translation>Was Sie sich gemerkt haben, und kein anderer Schlüssel,</translation>
    </message>
    <message>
        <source>&amp;Believe this key and verify</source>
        <translation>Diesem Schlüssel &amp;glauben und prüfen</translation>
    </message>
    <message>
        <source>For&amp;get the chosen one</source>
        <translation>Das gewählte &amp;vergessen</translation>
    </message>
    <message>
        <source>The key that was compared</source>
        <translation>Der verglichene Schlüssel</translation>
    </message>
    <message>
        <source>Forgotten.</source>
        <translation>Vergessen.</translation>
    </message>
    <message>
        <source>It could not be forgotten: %1.</source>
        <translation>Es konnte nicht vergessen werden: %1.</translation>
    </message>
</context>
<context>
    <name>counterfoil::gui::VerdictPage</name>
    <message>
        <source> (record %1)</source>
        <translation> (Eintrag %1)</translation>
    </message>
    <message>
        <source>What happened to it</source>
        <translation>Was damit geschehen ist</translation>
    </message>
    <message>
        <source>What was not proven</source>
        <translation>Was nicht bewiesen wurde</translation>
    </message>
    <message>
        <source>Judged at %1.</source>
        <translation>Beurteilt am %1.</translation>
    </message>
    <message>
        <source>The verdict appears here when all is read.</source>
        <translation>Das Urteil erscheint hier, wenn alles gelesen ist.</translation>
    </message>
    <message>
        <source>Nothing has been judged. Choose Verify to begin.</source>
        <translation>Noch wurde nichts beurteilt. Wählen Sie „Prüfen“, um zu beginnen.</translation>
    </message>
    <message>
        <source>Without a verdict nothing is known: not that it is good, and not that it is bad. Choose Verify to try again.</source>
        <translation>Ohne ein Urteil ist nichts bekannt: weder dass es gut ist, noch dass es schlecht ist. Wählen Sie „Prüfen“, um es noch einmal zu versuchen.</translation>
    </message>
    <message>
        <source>One problem was found</source>
        <translation>Ein Problem wurde gefunden</translation>
    </message>
    <message>
        <source>%1 problems were found; the first</source>
        <translation>%1 Probleme wurden gefunden; das erste</translation>
    </message>
    <message>
        <source>Show the &amp;record</source>
        <translation>&amp;Eintrag zeigen</translation>
    </message>
    <message>
        <source>Show the &amp;problem</source>
        <translation>Problem &amp;zeigen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Nothing is known of that.</source>
        <translation>Darüber ist nichts bekannt.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Shows what can be proven of a ledger of Counterfoil, or of evidence from one.
Reads only, and needs no secret key.</source>
        <translation>Zeigt, was sich von einem Ledger von Counterfoil oder von Beweismitteln daraus beweisen lässt.
Liest nur und braucht keinen geheimen Schlüssel.</translation>
    </message>
    <message>
        <source>Whose the ledgers must be: a pin or a key file.</source>
        <translation>Wem die Ledger gehören müssen: eine Pin- oder Schlüsseldatei.</translation>
    </message>
    <message>
        <source>FILE</source>
        <translation>DATEI</translation>
    </message>
    <message>
        <source>Show this page first: verdict, findings, records, map, signatures, events, latency or trust.</source>
        <translation>Diese Seite zuerst zeigen: verdict, findings, records, map, signatures, events, latency oder trust.</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>NAME</translation>
    </message>
    <message>
        <source>A ledger&apos;s directory, a bundle, a proof, a checkpoint note or a latency log.</source>
        <translation>Das Verzeichnis eines Ledgers, ein Beweispaket, ein Beweis, eine Prüfpunkt-Notiz oder ein Latenzprotokoll.</translation>
    </message>
</context>
</TS>

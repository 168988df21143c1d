"""Names that people have and words around them: what tells a person in free text from all else.

Lists of facts. A name that is also a word, a month, a town or a stain ("Mark", "Rosa", "Koch")
stands apart: by itself it says nothing.
"""

# Given names that mean nothing else in a laboratory's comments, by where they are frequent.
_GIVEN = """
Adelheid Agnes Albert Albrecht Alexander Alexandra Alfred Alice Amanda Amelie Andrea Andreas Angela
Angelika Angelina Anita Anja Anke Ann Anna Anne Anneliese Annegret Annemarie Annette Annika Anton
Antje Antonia Arnold Astrid Barbara Bärbel Beate Beatrix Benjamin Bernd Bernhard Bertha Bettina
Birgit Björn Brigitte Britta Burkhard Carina Carla Carmen Carola Carsten Cäcilia Christa Christel
Christian Christiane Christina Christine Christoph Claudia Cornelia Dagmar Daniel Daniela Detlef
Dieter Dietmar Dorothea Dörte Eberhard Edith Elfriede Elisabeth Elke Elvira Emil Emma Erich Erika
Erna Ernst Esther Eugen Eva Evelyn Felix Ferdinand Frank Franziska Franz Frauke Friederike Friedrich
Fritz Gabi Gabriele Gabriela Georg Gerda Gerhard Gerlinde Gertrud Gisela Gregor Gudrun Günter
Günther Gustav Hanna Hannah Hannelore Hans Harald Hartmut Hedwig Heide Heidi Heidrun Heike Heiko
Heiner Heinrich Heinz Helga Helene Helmut Henriette Herbert Hermann Hermine Hertha Hilde Hildegard
Holger Horst Hubert Ilona Ilse Ines Inge Ingeborg Ingo Ingrid Irene Irmgard Irmtraud Isabel Isabella
Jana Janina Jens Joachim Jochen Johann Johanna Johannes Jonas Jörg Josef Josefine Judith Julia
Juliane Jürgen Jutta Karin Karl Karla Karoline Karsten Katharina Kathrin Katja Katrin Kerstin Klara
Klaus Konrad Kristina Kurt Lara Lars Laura Lea Lena Leonie Lieselotte Liselotte Linda Lisa Lothar
Ludwig Luise Lukas Lydia Magda Magdalena Maike Manfred Manuela Margarete Margarethe Margit Margot
Margret Margrit Maria Marianne Marie Marina Mario Marlene Marlies Marta Martha Martin Martina
Matthias Mechthild Melanie Michael Michaela Miriam Monika Nadine Nadja Natascha Nicole Nina Norbert
Olaf Oliver Otto Patrick Patricia Paula Peter Petra Philipp Rainer Ralf Ralph Ramona Regina Reiner
Reinhard Renate Ricarda Richard Robert Roland Rolf Roswitha Rosemarie Rüdiger Rudolf Ruth Sabine
Sabrina Sandra Sara Sarah Sascha Sebastian Siegfried Sieglinde Sigrid Silke Silvia Simon Simone
Sonja Sophia Sophie Stefan Stefanie Steffen Stephan Stephanie Susanne Sven Sybille Sylvia Tanja
Tatjana Theodor Theresa Therese Thomas Thorsten Torsten Traudl Udo Ulf Ulrich Ulrike Ursula Ute Uwe
Vanessa Vera Verena Veronika Volker Walter Waltraud Werner Wiebke Wilfried Wilhelm Wilhelmine Wilma
Wolfgang Yvonne Abigail Alan Alison Amy Andrew Angus Anthony Barry Betty Brenda Brian Bruce
Catherine Carol Caroline Charles Cheryl Christopher Cynthia Deborah Debbie Denise Dennis Derek Diane
Donald Donna Dorothy Douglas Edward Eileen Elizabeth Ellen Emily Eric Eugene Evelyn Fiona Frances
Gary Geoffrey George Gerald Gillian Gladys Gloria Gordon Hazel Heather Helen Henry Hilary Howard
Hugh Ian Jacqueline James Jane Janet Janice Jean Jeffrey Jennifer Jeremy Jessica Jill Joan Joanne
John Jonathan Joseph Josephine Joyce Judy Julian Julie Karen Kate Katherine Kathleen Kathryn Keith
Kelly Kenneth Kevin Kimberly Larry Lauren Lawrence Leslie Lillian Lois Lorraine Lucy Lynn Malcolm
Margaret Marilyn Martha Mary Matthew Maureen Megan Melissa Michelle Mildred Monica Nancy Natalie
Nicholas Nigel Norma Olivia Pamela Patrick Paul Pauline Peggy Philip Phyllis Rachel Ralph Raymond
Rebecca Rhonda Roger Ronald Rosemary Russell Samantha Samuel Scott Sharon Sheila Sheryl Shirley
Stephen Steven Stuart Susan Suzanne Sylvia Tamara Theresa Timothy Tracey Tracy Valerie Vivian Walter
Wendy William Yolanda Agneta Anders Anette Anne-Marie Aino Arne Astri Bengt Birgitta Birte Bjarne
Bodil Britt Dorte Einar Eino Ellinor Else Erik Fredrik Gro Gudrún Gunilla Gunnar Gunhild Håkan Hanne
Hege Helle Henrik Ingmar Inger Jarl Johan Jorunn Kaarina Kåre Karianne Kari Kirsten Kirsti Knut
Kjell Kjersti Lasse Leif Lennart Liisa Lisbeth Lise Magnus Maija Marit Marja Mette Mikael Mikko
Niels Nils Odd Olav Ole Olof Pentti Pernille Pia Pirjo Randi Ragnhild Rasmus Riitta Rune Sigurd Siri
Solveig Søren Stein Stig Sverre Tarja Terje Tone Torbjørn Torill Tove Trond Trygve Tuula Ulla Unni
Vibeke Vigdis Agnieszka Aleksandra Andrzej Anna Barbara Bożena Czesław Danuta Dariusz Dorota
Elżbieta Ewa Grażyna Grzegorz Halina Henryk Irena Iwona Jadwiga Janina Janusz Jarosław Joanna
Jolanta Jerzy Katarzyna Kazimierz Krystyna Krzysztof Krzystof Leszek Lidia Lucyna Łukasz Maciej
Małgorzata Marek Mariusz Marta Marzena Michał Mirosław Paweł Piotr Ryszard Sławomir Stanisława
Stanisław Stefania Tadeusz Teresa Tomasz Urszula Wanda Wiesława Wiesław Wojciech Zbigniew Zdzisław
Zofia Abdullah Abdul Ahmad Ahmed Aishe Aliye Amina Amir Asli Aslı Ayse Ayşe Aynur Aysel Aziza Baran
Bilal Bülent Burak Can Cem Cemal Çiğdem Derya Dilek Elif Emel Emine Emre Erdem Erkan Esra Fadime
Farid Fatima Fatma Fatimah Ferhat Filiz Gönül Gülay Gülsen Gülsüm Gülten Hakan Hamid Hanife Hasan
Hassan Hatice Hatidže Havva Hülya Husain Hüseyin Huseyin Hussein Ibrahim İbrahim Ilhan Ismail İsmail
Kemal Khadija Khalid Laila Layla Leyla Mahmoud Mahmut Malika Maryam Mehmet Meryem Mohamed Mohammad
Mohammed Muhammad Mustafa Murat Nadia Nasrin Nazan Nermin Nesrin Noura Nur Nuray Nurcan Omar Ömer
Orhan Osman Özlem Parvin Rabia Rashid Rukiye Saida Salim Samira Selma Semra Serap Sevgi Sevim Sibel
Songül Suleiman Süleyman Tariq Tülay Tuncay Turgut Yasemin Yasmina Yıldız Yusuf Zahra Zainab Zehra
Zeliha Zeynep Aleksei Alexei Anastasia Andrei Boris Dimitri Dmitri Ekaterina Elena Galina Igor Irina
Ivan Jelena Katerina Konstantin Ksenia Larisa Larissa Lyudmila Ljudmila Ludmila Marija Mikhail
Milica Milena Mirjana Nadezhda Natalia Natalya Nikolai Oksana Oleg Olga Pavel Radmila Sergei Sergej
Slavica Snežana Svetlana Tatiana Vesna Viktor Vladimir Yelena Yuri Zlata Zoran Dragan Goran Gordana
Ljiljana Alessandra Alessandro Alfonso Ana Angelo Antonella Antonio Beatriz Caterina Cecilia Chiara
Concetta Cristina Diego Domenico Elisa Enrico Federica Federico Fernando Filippo Francesca Francesco
Francisco Franco Giorgio Giovanna Giovanni Giulia Giuseppe Giuseppina Gonzalo Guillermo Ignacio
Isabela Javier Joaquín João Jorge José Juan Juana Leticia Lorenzo Lucia Lucía Luigi Luis Luisa
Manuel Marcella Marco María Mariana Matteo Mercedes Miguel Montserrat Paolo Pablo Pedro Pilar
Raffaella Ricardo Roberto Rocío Rodrigo Rosaria Salvatore Sergio Stefano Susana Teresa Tomás
Valentina Vincenzo Ximena Aurélie Bernadette Brigitte Céline Chantal Delphine Dominique Édith
Emmanuelle Françoise François Geneviève Gérard Ghislaine Guillaume Isabelle Jacques Jeanne Laurent
Madeleine Martine Mathilde Mireille Monique Nathalie Odile Pascale Philippe Pierre Sandrine Solange
Stéphane Sylvie Thérèse Thierry Véronique Yves Akiko Aarti Anjali Chandra Deepa Haruko Hiroshi
Indira Keiko Kumari Lakshmi Meena Mei-Ling Michiko Nguyễn Padma Priya Rajesh Ravi Sanjay Shanti
Sunita Takashi Thuy Usha Vijay Yoko Yuko Ágnes Erzsébet Éva Ferenc Gábor Ilona István János József
Katalin László Magdolna Piroska Sándor Zsuzsanna Bohumil Božena Jaroslav Jiří Ludmila Miroslav
Vlasta Zdeněk Ion Ioana Mihaela Vasile
"""
# Given names that are words, months, towns or stains as well.
_DOUBTFUL_GIVEN = """
Alba Alexa Angel April Art August Augusta Austin Aurora Ben Bill Bob Carolina Charlotte Chase Clara
Crystal Dale David Dawn Diana Dolores Dora Dennis Can Carla Ella Else Emma Ernst Faith Felix Frank
Flora Florence Georgia Ginger Gordon Grace Grant Guy Harry Heide Heinz Hope Horst Ion Iris Ivy Jack
Jan Jasmin Jasmine Jade Jarl Jean Jim Joe Jordan Joy June Kay Kim Kit Lee Leo Lily Lola Lou Luna
Magnus Marion Mark Markus Max Maxim May Melody Mercy Mia Mina Nora Norman Nur Odd Ole Olive Pat
Pearl Penny Ray Reed Rob Rosa Rose Roman Ruby Rune Russell Sam Scott Siri Stein Stig Stuart Sandy
Santiago Sidney Sofia Sofie Sue Sun Sydney Tim Tom Tone Tony Van Victor Victoria Viola Violet
Virginia Viva Will Winter Yasmin
"""
# Family names that are nothing else.
_SURNAMES = """
Albrecht Arnold Bachmann Bauer Baumann Baumgartner Becker Beckmann Berger Bergmann Böhm Brandt
Brunner Dietrich Eberle Ebert Eder Egger Engelmann Ernst Fischer Fiedler Friedrich Fritsch Fuchs
Gärtner Geiger Gerlach Graf Gruber Günther Haas Hartmann Haller Heinrich Heinz Herrmann Hermann
Herzog Hinz Hofer Hoffmann Hofmann Holzer Horn Huber Jäger Jahn Jansen Janssen Keller Kellner Köhler
Krause Kraus Krämer Kramer Krüger Kuhn Kunz Lechner Lehmann Leitner Lindner Lorenz Ludwig Maier
Maurer Mayer Mayr Meier Meyer Moser Mühlbauer Müller Mueller Musterfrau Mustermann Naumann Neumann
Nowak Otto Peters Petersen Pfeiffer Pichler Pohl Reiter Reuter Richter Riedel Ritter Rauch Sauer
Schäfer Schaefer Scherer Schiller Schmid Schmidt Schmitt Schmitz Schneider Scholz Schreiber Schröder
Schroeder Schubert Schuhmacher Schulte Schulz Schulze Schumacher Schuster Schwaiger Seidel Simon
Sommer Stadler Steiner Steinmann Strauß Thiel Thomas Ullrich Vogt Voigt Wagner Walter Weber Wegner
Weidner Weigl Wenzel Werner Wieser Winkler Winter Wimmer Wolff Ziegler Zimmermann Zimmer Adams Allen
Anderson Bailey Bennett Campbell Clark Clarke Collins Cooper Davies Davis Edwards Evans Garcia
Gonzalez Griffin Harris Harrison Hernandez Hughes Jackson Jenkins Johnson Johnston Jones Kelly
Kennedy Lewis Lopez Macdonald Martinez McCarthy Miller Mitchell Moore Morgan Morris Murphy Nelson
O'Brien O'Connor O'Neill O'Reilly Patterson Perez Peterson Phillips Ramirez Reynolds Richards
Richardson Roberts Robertson Robinson Rodriguez Rogers Sanchez Sanders Simpson Smith Stevens Stewart
Sullivan Taylor Thompson Thomson Torres Turner Walker Watson Williams Williamson Wilson Wright
Andersen Andersson Berg Bergström Carlsen Christensen Eriksen Eriksson Gustafsson Hansen Hansson
Haugen Jakobsen Jensen Johannessen Johansen Johansson Karlsen Karlsson Kristiansen Larsen Larsson
Lindberg Lindström Lund Madsen Mikkelsen Mortensen Nielsen Nilsen Nilsson Olsen Olsson Pedersen
Persson Rasmussen Sørensen Svensson Virtanen Korhonen Nieminen Aydın Aydin Çelik Celik Demir Doğan
Kaya Öztürk Özdemir Polat Şahin Sahin Yıldırım Yildirim Yılmaz Yilmaz Kılıç Kowalska Kowalski
Kamińska Kamiński Lewandowska Lewandowski Nowacka Wiśniewska Wiśniewski Wójcik Zielińska Zieliński
Abbas Abdullah Ahmadi Hussain Haddad Hosseini Karimi Khan Mansour Nasser Rahman Ivanov Ivanova
Petrov Petrova Popov Popova Smirnov Smirnova Jovanović Jovanovic Marković Nikolić Petrović Horvat
Kovač Novák Nováková Svoboda Nagy Szabó Kovács Tóth Bianchi Colombo Esposito Ferrari Marino Ricci
Romano Rossi Russo Fernández González Gómez Martínez López Pérez Sánchez Rodríguez Silva Santos
Ferreira Pereira Oliveira Dubois Durand Lefebvre Leroy Moreau Petit Nguyen Tran Patel Singh Sharma
Gupta Kumar Tanaka Suzuki Yamamoto Zhang
"""
# Family names that are words, methods or towns as well: only where a name is expected.
_DOUBTFUL_SURNAMES = """
Abel Adler Alt Baker Bell Black Boden Born Braun Brooks Brown Busch Carter Chen Cook Engel Feld Fink
Fox Frank Franke Frey Fröhlich Green Gray Grey Groß Gross Hahn Hall Heller Herbst Hill Hirsch Horn
Jung Kaiser Kern Kim King Klein Koch König Kohl Kraft Kurz Lang Lange Lee Li Liu Long Löwe Martin
May Mohr Morgan Murray Nagel Neu Park Paul Peter Pfeifer Price Rose Roth Schramm Schreiner Schwarz
Seitz Singer Stein Stern Stone Stoll Ulrich Vogel Voss Wang Ward Weiß Weiss White Wild Wolf Wood
Yang Young Zander
"""
# Endings that family names have and other words have not.
_ENDINGS = """
mann meier meir maier mair mayer mayr meyer huber bauer hofer berger ová wska ski ska czyk wicz sson
dóttir oğlu oglu vić ović yan enko
"""
# What stands before a name and nothing else, and what may stand before other words as well.
_TITLES = """
Frau Herr Herrn Hr. Hrn. Fr. Frl. Fräulein Mrs Mrs. Mr Mr. Ms Ms. Miss Dr Dr. Doktor Doctor Prof
Prof. Professor Professorin Schwester Nurse Mme Mme. Madame Monsieur Signora Signor Señora Señor
Sra. Pani Fru Fam. Familie Kollege Kollegin Oberarzt Oberärztin Chefarzt Chefärztin Hausarzt
Hausärztin
"""
_LOOSE_TITLES = """
Pat. Pat Patient Patientin Pt Pt. Fr Hr Fam OA OÄ Pfleger Sister Mutter Tochter Ehemann Ehefrau
Mother Daughter Husband Wife Name Tel. Tel Arzt Ärztin Physician Surgeon Gyn. Reader Befunder an von
durch bei mit für laut lt. lt by from per via called calls
"""
# What stands between a title and the name.
_BETWEEN = """
dr dr. prof prof. pd med med. rer rer. nat nat. dent dent. phil phil. habil habil. h. c. univ. univ
dipl. dipl von van vom de der den del della di da dos du la le ten ter zu zum zur al el bin ibn ben
bint oberarzt oberärztin oa
"""
# What is no name behind a title or a given name.
_NO_NAMES = """
abgesagt abklärung absage absprache akte anamnese anforderung anfrage angehörige anruf antwort
appointment arzt ärztin aspirate aspirat aspiration aufklärung auftrag ausland befund befunde
befundung bericht bestrahlung beugung biopsie biopsy blood bloods blut blutbild bone breast called
cancelled canceled cancer carcinoma cell cells chemo chemotherapie chemotherapy clinic clot code
comment compliance consent control declined department deceased diagnose diagnosis died doctor
doktor domestic drop dropout dry eingang einsender einverständnis einwilligung entnahme ergebnis
ersttermin fax female follow followup freigabe gyn hat hausarzt heute hospital house id informed
intern interview kein keine klinik knochenmark kollege kollegin kontrolle kontrolltermin krankenhaus
lab labor laboratory late left liver local low lymph male marrow material medical mitteilung mittag
morgen montag dienstag mittwoch donnerstag freitag samstag sonntag monday tuesday wednesday thursday
friday saturday sunday januar februar märz april mai juni juli august september oktober november
dezember january february march may june july october december nachmittag nachtrag nachsorge nein
neu no node none not note notified notiz nr number nummer office oncology onkologie op operation
outpatient pass patient patientin patienten pathologie pathology pending phone positive post praxis
pre probe proben probably progress punktion quality radiologie radiology reader recall recurrence
refused refuses rejected relapse repeat repeated report request requested result results rezidiv
right rückfrage rückruf rücksprache sample samples sampling screening sekretariat sepsis signed
slide slides specimen sprechstunde station status stain staining studie study surgeon surgery tel
telefon telefonat termin test therapie therapy transport tumor tumour unbekannt unclear unknown
unklar urlaub verlauf verstorben visit visite vormittag ward wartet withdrawn withdrew wunsch yes
zellen zelle abend früh lage metastasen metastases metastase prognose untersuchung nord süd ost west
paar patho tochter sohn mutter vater ehemann ehefrau mann schwester bruder husband wife daughter son
mother father sister zentrum zustimmung zuweiser zytologie pap smear giemsa hodgkin ki oslo norway
adriamycin herceptin docetaxel paclitaxel tamoxifen letrozol letrozole trastuzumab pertuzumab
anthrazyklin taxan taxane zoladex avastin kadcyla ibrance faslodex
"""
# What makes of the name before it a house, a stain or a score: "Neubauer Kammer".
_NO_PERSONS = """
allee anstalt apotheke assay basis bead beads bed bett biopsie biopsy bogen bosch buffer carcinoma
cell cells center centre chamber chirurgie city clinic clinics college colony criteria disease drüse
dye exon färbung färbungen fluor foundation gel grad grade gradient gymnasium haus heim hof hospital
index institut institute institutes insel kammer karzinom klassifikation klinik kliniken klinikum
klasse kleber krankenhaus krankenanstalt krankheit kriterien kurve lab labor laboratories laboratory
lagerung lösung lymphom lymphoma medium memorial method methode nadel needle party phänomen platz
plot praxis protocol protokoll puffer reaction reaktion reagenz ring sarcoma sarkom school schema
schule score scoring solution spital stain staining stift stiftung studie study straße strasse str
syndrom syndrome system test trial tumor tumors tumour universität university uni verfahren weg
zelle zellen zentrum zyste cyst
"""
# Houses and makers are named after these, far more often than a patient is.
_HONORED = """
Agnes Karll|Anton Paar|Ernst Leitz|Friedrich Schiller|Heinrich Heine|Johannes Gutenberg
Karl Landsteiner|Karl Storz|Marie Curie|Martin Luther|Otto Guericke|Paul Ehrlich|Peter MacCallum
Robert Bosch|Robert Koch|Rudolf Virchow|Helene Weigel|Josef Stefan|Dietrich Bonhoeffer
Albert Schweitzer|Johannes Wesling
"""
_VERBS = """
hat ist wird war will möchte kommt kam sagt sagte wünscht wünschte bittet bat ruft rief meldet
meldete angerufen abgesagt verstorben informiert verzogen called calls said says wants wanted asked
asks declined refused refuses cancelled died moved has is was reports reported phoned rang
"""


def _folded(words: str) -> frozenset[str]:
    return frozenset(words.casefold().split())


GIVEN = frozenset(_GIVEN.split()) - frozenset(_DOUBTFUL_GIVEN.split())
DOUBTFUL_GIVEN = frozenset(_DOUBTFUL_GIVEN.split())
SURNAMES = frozenset(_SURNAMES.split()) - frozenset(_DOUBTFUL_SURNAMES.split())
ANY_SURNAMES = SURNAMES | frozenset(_DOUBTFUL_SURNAMES.split())
ENDINGS = tuple(_ENDINGS.split())
TITLES = frozenset(_TITLES.split())
LOOSE_TITLES = frozenset(_LOOSE_TITLES.split())
BETWEEN = _folded(_BETWEEN)
NO_NAMES = _folded(_NO_NAMES)
NO_PERSONS = _folded(_NO_PERSONS)
VERBS = _folded(_VERBS)
HONORED = frozenset(
    tuple(name.split()) for line in _HONORED.split("\n") for name in line.split("|")
)

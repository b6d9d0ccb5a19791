using System.Collections.Frozen;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Month names in the languages that write dates with letters, in lower case.</summary>
internal static class MonthNames
{
    // A line a month. Inflected forms stand as they occur in dates; short forms without their point.
    private static readonly string[] s_lines =
    [
        "january jan januar jänner jaenner janvier janv enero ene gennaio gen janeiro januari jänn stycznia styczeń sty января январь янв "
            + "січня ocak oca ianuarie ian ledna leden január januára január tammikuuta tammi ιανουαρίου ιαν siječnja januarja "
            + "janvāris sausio jaanuar gener urtarrila януари يناير ינואר जनवरी มกราคม tháng1 জানুয়ারি জানুয়ারি জানুয়ারী জানুয়ারী ژانویه",
        "february feb februar feber février fevrier févr fevr febrero febbraio febb fevereiro fev februari luty lutego lut февраля февраль фев "
            + "лютого şubat şub februarie února únor február februára helmikuuta helmi φεβρουαρίου φεβ veljače februarja "
            + "februāris vasario veebruar febrer otsailaren февруари فبراير פברואר फरवरी กุมภาพันธ์ ফেব্রুয়ারি ফেব্রুয়ারি ফেব্রুয়ারী ফেব্রুয়ারী فوریه",
        "march mar märz maerz mrz mars marzo março marco maart mrt marca marzec марта март мар березня mart martie března březen "
            + "március márc maaliskuuta maalis μαρτίου μαρ ožujka marts kovo märts març مارس מרץ मार्च มีนาคม মার্চ",
        "april apr avril avr abril abr aprile kwietnia kwiecień kwi апреля апрель апр квітня nisan nis aprilie dubna duben április ápr "
            + "apríla huhtikuuta huhti απριλίου απρ travnja aprila aprīlis balandžio aprill أبريل إبريل אפריל अप्रैल เมษายน এপ্রিল آوریل",
        "may mai mayo maggio mag maio mei maja maj мая май травня mayıs mayis may května květen május máj mája toukokuuta touko "
            + "μαΐου μάιος μαι svibnja maijs gegužės maig مايو מאי मई พฤษภาคม মে مه",
        "june jun juni juin junio giugno giu junho czerwca czerwiec cze июня июнь июн червня haziran haz iunie června červen június jún júna "
            + "kesäkuuta kesä ιουνίου ιουν lipnja junija jūnijs birželio juuni juny يونيو יוני जून มิถุนายน জুন ژوئن",
        "july jul juli juillet juil julio luglio lug julho lipca lipiec lip июля июль июл липня temmuz tem iulie července červenec július júl júla "
            + "heinäkuuta heinä ιουλίου ιουλ srpnja julija jūlijs liepos juuli juliol يوليو יולי जुलाई กรกฎาคม জুলাই ژوئیه",
        "august aug août aout agosto ago agost sierpnia sierpień sie августа август авг серпня ağustos agustos ağu srpna srpen augusztus augusta "
            + "elokuuta elo αυγούστου αυγ kolovoza avgusta avgust augusts rugpjūčio augustus أغسطس אוגוסט अगस्त สิงหาคม আগস্ট اوت",
        "september sep sept septembre septiembre setiembre settembre sett set setembro września wrzesień wrz сентября сентябрь сен сент вересня eylül eylul eyl "
            + "septembrie září szeptember szept septembra syyskuuta syys σεπτεμβρίου σεπ rujna septembris rugsėjo setembre سبتمبر ספטמבר सितंबर กันยายน সেপ্টেম্বর سپتامبر",
        "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź октября октябрь окт жовтня ekim eki "
            + "octombrie října říjen október októbra lokakuuta loka οκτωβρίου οκτ oktobra oktobris spalio oktoober أكتوبر אוקטובר अक्टूबर ตุลาคม অক্টোবর اکتبر",
        "november nov novembre noviembre novembro listopad lis ноября ноябрь ноя листопада kasım kasim kas noiembrie listopadu novembra "
            + "marraskuuta marras νοεμβρίου νοε studenoga listopada novembris lapkričio نوفمبر נובמבר नवंबर พฤศจิกายน নভেম্বর نوامبر",
        "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia grudzień gru декабря декабрь дек грудня aralık aralik ara "
            + "decembrie prosince prosinec decembra joulukuuta joulu δεκεμβρίου δεκ prosinca decembris gruodžio detsember desember des desembre ديسمبر דצמבר दिसंबर ธันวาคม ডিসেম্বর دسامبر",
    ];

    private static readonly FrozenDictionary<string, int> s_months = s_lines
        .SelectMany((line, index) => line.Split(' ').Select(name => (name, month: index + 1)))
        .GroupBy(pair => pair.name, StringComparer.Ordinal)
        .Where(group => group.Select(pair => pair.month).Distinct().Count() == 1)
        .ToFrozenDictionary(group => group.Key, group => group.First().month, StringComparer.Ordinal);

    /// <summary>1 to 12; 0 when it is no month's name.</summary>
    public static int Find(ReadOnlySpan<char> name)
    {
        if (name.Length is < 2 or > 16)
        {
            return 0;
        }

        Span<char> lower = stackalloc char[name.Length];
        name.ToLowerInvariant(lower);
        return s_months.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(lower, out var month) ? month : 0;
    }
}
